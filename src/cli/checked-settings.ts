import { controllers } from '../../hooks/index.ts'
import { settingProblems } from '../kit/secret-settings.ts'
import type { Settings } from '../kit/settings.ts'
import { SettingInvalid } from '../protocol/errors.ts'
import type { Terminal } from './command.ts'

/** Settings of hooks from the environment. Throws SettingInvalid for the first that a controller cannot use. */
export const checkedSettings = ({ env }: Terminal): Settings => {
  const [problem] = settingProblems(controllers, env)
  if (problem !== undefined) throw new SettingInvalid(problem.path, problem.message)
  return env
}
