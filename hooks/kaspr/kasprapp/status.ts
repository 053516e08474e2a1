import type { SyncInput } from '../../../src/kit/composite.ts'
import { conditions } from '../../../src/kit/condition.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { App } from './app.ts'
import type { Group, Part } from './components.ts'
import { claimsOf } from './conditions.ts'
import { imageVersion } from './image.ts'
import type { DayTwo } from './members/day-two.ts'
import { hasStaticMembers } from './members/switches.ts'
import type { RolledTemplate } from './pod-template.ts'
import type { KasprApp } from './resource.ts'
import type { KasprAppStatus } from './spec/status.ts'

type Linked = NonNullable<KasprAppStatus['linkedResources']>

/** Status of an app: what it runs, how many members are there, and why it is ready or not (kaspr-lifecycle.md 3). */
export const statusOf = (app: App, { member, doings }: { readonly member: RolledTemplate; readonly doings: DayTwo }, { parent, now }: SyncInput<KasprApp>): KasprAppStatus => {
  const generation = parent.metadata.generation ?? 0
  const { rollout } = doings
  const version = runningVersion(app)
  return {
    observedGeneration: generation,
    ...(version === '' ? {} : { kasprVersion: version }),
    availableMembers: `${rollout.available}/${app.replicas}`,
    ...doings.status,
    rolloutInProgress: rollout.inProgress,
    ...(member.lastRollout === undefined ? {} : { lastRollout: member.lastRollout }),
    ...(hasStaticMembers(app) ? { linkedResources: linkedResources(app) } : {}),
    conditions: conditions(parent.status?.conditions, claimsOf(app, doings, parent.status?.observedGeneration !== generation), { now, generation }),
  }
}

const runningVersion = ({ observed }: App): string =>
  imageVersion(observed.statefulSet?.spec?.template.spec?.containers.find(({ name }) => name === 'kaspr')?.image ?? '')

const linkedResources = (app: App): Linked => ({
  agents: linkedOf(app, 'agents', ({ component }) => topicOf(component.spec)),
  tables: linkedOf(app, 'tables', ({ component }) => textField(component.spec, 'name', 'tableName')),
  webviews: linkedOf(app, 'webviews', () => ({})),
  tasks: linkedOf(app, 'tasks', () => ({})),
  joins: linkedOf(app, 'joins', () => ({})),
})

/** Components that are part of the app: mounted one by one, or inside the joins file. */
const linkedOf = <Extra extends object>({ parts, joins }: App, group: Group, extra: (part: Part) => Extra) => parts
  .filter((part) => part.group === group && (group === 'joins' ? joins.includes(part) : part.hash !== undefined))
  .map((part) => ({ name: part.component.metadata.name, hash: part.hash ?? '', ...extra(part) }))

const topicOf = (spec: unknown): object => {
  const input = isObject(spec) ? spec['input'] : undefined
  const topic = isObject(input) ? input['topic'] : undefined
  return { ...textField(topic, 'name', 'topicName'), ...textField(topic, 'pattern', 'topicPattern') }
}

const textField = (from: unknown, key: string, as: string): object => {
  const value = isObject(from) ? from[key] : undefined
  return typeof value === 'string' && value !== '' ? { [as]: value } : {}
}
