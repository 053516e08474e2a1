import type { StatefulSet as StatefulSetShape } from 'kubernetes-types/apps/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { StatefulSet } from '../../../src/kit/kinds.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { canonicalAmount } from '../../../src/kit/quantity.ts'
import { hashAnnotation, selectorLabels } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'
import { keptField } from './kept-field.ts'
import { rememberedReplicas } from './members/storage-resize.ts'
import type { MemberTemplate } from './pod-template.ts'

type Spec = NonNullable<Desired<StatefulSetShape>>['spec']

/** The members. Its hash annotation is that of the pod template: it changes exactly when pods are replaced. */
export const statefulSet = (app: App, { template, hash }: MemberTemplate): Child => child(StatefulSet, {
  metadata: { name: app.names.component, namespace: app.namespace, labels: app.ownLabels, annotations: { [hashAnnotation]: hash } },
  spec: { replicas: replicasOf(app), updateStrategy: { type: 'RollingUpdate' }, template, ...retention(app), ...immutable(app) },
})

/**
 * The number that stands there is the autoscaler's and is repeated, because a field that was applied once must never be
 * left out again (kaspr-resources.md 8.1). Only 0 is ours, and the first step away from it. Pods that lost their StatefulSet
 * to a resize get it back as large as it was.
 */
const replicasOf = ({ replicas, settings, observed, before }: App): number => {
  if (replicas === 0) return 0
  const current = observed.statefulSet?.spec?.replicas ?? 0
  if (current > 0) return current
  const orphans = observed.statefulSet === undefined ? observed.report.members.length : 0
  return Math.min(replicas, orphans === 0 ? settings.initialMaxReplicas : rememberedReplicas(before.storage) ?? orphans)
}

const retention = ({ spec }: App): Spec => ({
  persistentVolumeClaimRetentionPolicy: { whenDeleted: spec.storage.deleteClaim === true ? 'Delete' : 'Retain', whenScaled: 'Retain' },
})

/** Fields that the API server refuses to change: what is there stays, and `keptFields` says so (design §4.7). */
const immutable = ({ name, names, spec, observed }: App): Spec => {
  const current = observed.statefulSet?.spec
  if (current !== undefined) {
    const { podManagementPolicy, selector, serviceName, volumeClaimTemplates } = current
    return { podManagementPolicy, selector, serviceName, volumeClaimTemplates }
  }
  return {
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: selectorLabels(name) },
    serviceName: names.component,
    volumeClaimTemplates: [claimTemplate(names.dataVolume, spec.storage)],
  }
}

/**
 * The list of claim templates is replaced whole, so every default of the API server stands in its items: without these
 * four there is one write per sync, for ever (verified.md 1–3).
 */
const claimTemplate = (name: string, { class: storageClassName, size }: App['spec']['storage']) => {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: canonicalAmount(size) ?? String(size) } },
    storageClassName,
    volumeMode: 'Filesystem',
  }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, annotations: { [hashAnnotation]: contentHash(spec) } },
    spec,
    status: { phase: 'Pending' },
  } as const
}

/** Wishes that cannot be fulfilled in place. */
export const keptFields = ({ spec, names, observed }: App): readonly Problem[] => {
  const current = observed.statefulSet?.spec
  if (current === undefined) return []
  const { storageClassName = '' } = current.volumeClaimTemplates?.[0]?.spec ?? {}
  const { class: storageClass } = spec.storage
  return [
    ...keptField('spec.storage.class', { current: storageClassName, wanted: storageClass }, 'claims cannot change their class'),
    ...keptField('metadata.name', { current: current.serviceName, wanted: names.component }, 'a StatefulSet cannot change its service name'),
  ]
}
