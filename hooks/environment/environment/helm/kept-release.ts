import type { Child, Observed } from '../../../../src/kit/kind.ts'
import { ConfigMap, RoleBinding, ServiceAccount } from '../../../../src/kit/kinds.ts'
import type { Environment } from '../environment.ts'
import { releaseObject } from './chart.ts'
import { Application, GitRepository, HelmRelease } from './kinds.ts'

/**
 * A release that is there and no longer asked for: without it the chart would be uninstalled, with its claims. It stays until
 * `spec.discard` names it. What it needs stays as long as it is there, for an uninstallation needs it, too.
 */
export const keptRelease = ({ observed, spec: { discard = [] } }: Environment, wanted: readonly Child[]): readonly Observed<object>[] => {
  const releases = observed.list(HelmRelease)
  const needed = [ConfigMap, ServiceAccount, RoleBinding, GitRepository].flatMap((kind) => observed.list<object>(kind)).filter(({ metadata: { name } }) => name === releaseObject)
  return [
    ...(discard.includes(releaseObject) ? [] : [...releases, ...observed.list(Application)]),
    ...(releases.length === 0 || wanted.some(({ kind }) => kind === HelmRelease.kind) ? [] : needed),
  ]
}
