import { layoutOf } from '../../../scripts/cluster/layout.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { SettingMissing } from './errors.ts'

/** The control plane that `npm run test:cluster` has started for all tests. */
export const theLayout = (): Layout => {
  const folder = process.env['KASPR_HOOKS_CLUSTER'] ?? ''
  if (folder === '') throw new SettingMissing('KASPR_HOOKS_CLUSTER', 'start these tests with `npm run test:cluster`')
  return layoutOf(folder)
}
