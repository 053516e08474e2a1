import { inPlace, onDelete } from '../../../../src/kit/controller.ts'
import type { OptionalChildren } from '../../../../src/kit/controller.ts'
import { RoleBinding } from '../../../../src/kit/kinds.ts'
import { helmKindSetting } from '../settings.ts'
import { chartRole } from './chart-role.ts'
import { Application, GitRepository, HelmRelease } from './kinds.ts'

/** Kinds of children with which charts are installed, where an operator of the service has chosen one. */
export const helmChildren: readonly OptionalChildren[] = [
  { setting: helmKindSetting, value: 'flux', children: [onDelete(RoleBinding), inPlace(GitRepository), inPlace(HelmRelease)], binds: [chartRole] },
  { setting: helmKindSetting, value: 'argocd', children: [inPlace(Application)] },
]
