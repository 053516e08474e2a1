import { checkOf } from '../../../src/kit/check.ts'
import { Condition } from '../../../src/kit/condition.ts'
import { choice, integer, listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import { isObject } from '../../../src/kit/json.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'

const appStates = ['AppFound', 'AppNotFound', 'Unknown'] as const

const applied = struct({
  hash: text('Hash that the pods of the app roll to.'),
  content: text('Hash of the definition file alone.'),
}, 'The definition that is in the cluster. Pods of the app roll only when a new one has arrived there.')
const shape = checkOf(applied)

/** The applied definition of a component that another hook reads: nobody has checked its status. */
export const knownApplied = (status: unknown): Static<typeof applied> | undefined => {
  const given = isObject(status) ? status['applied'] : undefined
  return shape.matches(given) && given.hash !== '' ? given : undefined
}

/** Status fields that all component kinds share (kaspr-lifecycle.md 3.5). */
export const componentStatusFields = {
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  app: optional(struct({
    name: text('Value of the label kaspr.io/app.'),
    status: choice(appStates, 'Whether that KasprApp exists. Unknown for up to 20 minutes after the label moved to another app.'),
  }, 'The app that this component belongs to.')),
  configMap: optional(text('Name of the ConfigMap that holds the definition file.')),
  hash: optional(text('Hash of the definition as this release renders it.')),
  applied: optional(applied),
  conditions: optional(listOf(Condition, 'Conditions of the component.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}

export const componentStatus = Type.Object(componentStatusFields, { description: 'What is known about the component.' })
export type ComponentStatus = Static<typeof componentStatus>
