import { controllers } from '../../hooks/index.ts'
import type { Settings } from '../kit/settings.ts'
import { SettingInvalid } from '../protocol/errors.ts'
import type { Terminal } from './command.ts'

/** Settings of hooks from the environment. Throws SettingInvalid for the first that a controller cannot use. */
export const checkedSettings = ({ env }: Terminal): Settings => {
  const problem = controllers.flatMap(({ settingProblems }) => settingProblems(env))[0]
  if (problem !== undefined) throw new SettingInvalid(problem.path, problem.message)
  return env
}
