import { setTimeout as pause } from 'node:timers/promises'
import type { KasprAppStatus } from '../../../hooks/kaspr/kasprapp/spec/status.ts'
import { KasprMemberSet } from '../../../hooks/kaspr/kasprmemberset/resource.ts'
import type { KasprMemberSetSpec, KasprMemberSetStatus, Operation } from '../../../hooks/kaspr/kasprmemberset/resource.ts'
import { PersistentVolumeClaim } from '../../../src/kit/kinds.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprAgent, KasprApp, applied, conditionOf, readyWith } from '../family/looks.ts'
import { agent, app } from '../family/resources.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'
import type { World } from './scenario.ts'

// What a person sees of an app and of its members.

type Look = (object: AnyObject | undefined) => boolean

export const statusOf = (object: AnyObject | undefined): KasprAppStatus => trusted<{ status?: KasprAppStatus }>(object ?? {}).status ?? {}

export interface SetLook { readonly spec?: KasprMemberSetSpec; readonly status?: KasprMemberSetStatus }

export const setOf = async ({ get }: Stage, name: string): Promise<SetLook> => trusted<SetLook>(await get(KasprMemberSet, `${name}-app`) ?? {})

/** What is asked of the steward right now. */
export const operationsOf = async (stage: Stage, name: string): Promise<readonly Operation[]> => (await setOf(stage, name)).spec?.operations ?? []

export const appStatus = async ({ get }: Stage, name: string): Promise<KasprAppStatus> => statusOf(await get(KasprApp, name))

/** Status and reason of a condition. */
export const said = (object: AnyObject | undefined, type: string): string => {
  const found = statusOf(object).conditions?.find((condition) => condition.type === type)
  return `${found?.status ?? ''}/${found?.reason ?? ''}`
}

export const messageOf = (object: AnyObject | undefined, type: string): string => statusOf(object).conditions?.find((condition) => condition.type === type)?.message ?? ''

/** An app whose members are all there and have all answered. */
export const observed = (members: number): Look => (object) =>
  readyWith(members)(object) && conditionOf(object, 'MembersObserved') === 'True' && statusOf(object).members?.length === members

/** An agent that reads a topic. */
export const reader = (name: string, owner: string, topic: string): JsonObject => {
  const { spec, ...rest } = agent(name, owner)
  return { ...rest, spec: { ...Object(spec), input: { topic: { name: topic } } } }
}

/** Applies an agent and waits until its file is there. */
export const read = async ({ apply, until }: Stage, name: string, { owner, topic }: { readonly owner: string; readonly topic: string }): Promise<void> => {
  await apply(reader(name, owner, topic))
  await until(KasprAgent, name, applied)
}

export interface Beginning {
  readonly members?: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly spec?: JsonObject
}

/** An app that grows without autoscaler, with all its members observed. */
export const begin = async ({ stage }: Pick<World, 'stage'>, name: string, { members = 2, annotations = {}, spec = {} }: Beginning = {}): Promise<void> => {
  await stage.apply(appWith(name, { members, annotations, spec }))
  await stage.until(KasprApp, name, observed(members))
}

export const appWith = (name: string, { members = 2, annotations = {}, spec = {} }: Beginning): JsonObject =>
  ({ ...app(name, { replicas: members, scaling: { mode: 'direct' }, ...spec }), metadata: { name, annotations } })

export const annotated = (key: string, value: string | null): JsonObject => ({ metadata: { annotations: { [`kaspr.io/${key}`]: value } } })

/** What the data claims of an app request, by name. */
export const claimsOf = async ({ list }: Stage, name: string): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await list(PersistentVolumeClaim)).filter(({ metadata }) => metadata.name.startsWith(`${name}-app-pv-${name}-app-`) && metadata.deletionTimestamp === undefined)
    .map((claim) => [claim.metadata.name, String(fieldAt(claim, 'spec', 'resources', 'requests', 'storage'))]))

/** Names of what the steward has deleted of an app, of one resource. */
export const deleted = ({ stewardWrites }: Stage, name: string, resource: string): readonly string[] =>
  stewardWrites().filter((write) => write.verb === 'delete' && write.resource === resource && write.name.startsWith(`${name}-app`) && write.status < 300).map((write) => write.name)

/** Waits so long that whatever would go wrong would have gone wrong: a report and a pass. */
export const aWhile = (): Promise<void> => pause(15_000)
