import { claimTemplate } from './claim.ts'
import { podTemplate } from './pod-template.ts'
import { labelSelector } from './scheduling.ts'
import { always, kept, listOf, number, orElse, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'

const rolling = { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }
const named = struct({ type: text, rollingUpdate: struct({ partition: orElse(kept, 0) }) })

/** Only a strategy without a type gets a partition; the type alone stays alone. */
const updateStrategy: Shape = (value) => {
  const fields = named(value)
  return typeof fields === 'object' && fields !== null && Object.hasOwn(fields, 'type') ? fields : { ...rolling, ...mapOf(fields) }
}
const mapOf = (fields: ReturnType<Shape>): object => typeof fields === 'object' && fields !== null ? fields : {}

/** StatefulSet. */
export const statefulSet: Fields = {
  spec: always(struct({
    replicas: orElse(kept, 1),
    selector: labelSelector,
    template: always(podTemplate),
    volumeClaimTemplates: listOf(claimTemplate),
    serviceName: orElse(kept, ''),
    podManagementPolicy: orElse(text, 'OrderedReady'),
    updateStrategy,
    revisionHistoryLimit: orElse(kept, 10),
    minReadySeconds: number,
    persistentVolumeClaimRetentionPolicy: always(struct({ whenDeleted: orElse(text, 'Retain'), whenScaled: orElse(text, 'Retain') })),
  })),
}
