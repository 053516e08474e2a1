import { created, replaced } from '../../src/engine/api-defaults/stored-object.ts'
import { refusal } from '../../src/engine/api-defaults/immutable-fields.ts'
import { decide } from '../../src/engine/apply.ts'
import type { Decision } from '../../src/engine/apply.ts'
import { goJson } from '../../src/engine/go-json.ts'
import { equals } from '../../src/engine/structural-equality.ts'
import type { Invocation } from '../../src/guard/invoke.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Child } from '../../src/kit/kind.ts'
import type { Settings } from '../../src/kit/settings.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject, ObjectGroups } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { findingInWrite } from './answer-laws.ts'
import type { Finding } from './answer-laws.ts'
import { identityOf } from './identity.ts'

export type Parent = KubernetesObject & { readonly spec?: JsonValue; readonly status?: JsonObject }

/** A cluster as one parent sees it. */
export interface World {
  readonly controller: CompositeController
  readonly parent: Parent
  /** By identity. */
  readonly children: ReadonlyMap<string, KubernetesObject>
  /** What stands beside the parent. */
  readonly objects: readonly KubernetesObject[]
  readonly settings: Settings
  /** Related objects are sent as they are, as after a move of labels: the answer of customize is older than the parent. */
  readonly isStale: boolean
  /** Minutes since the beginning: the clock moves with every round. */
  readonly minute: number
}

/** An object with its keys in Go's order, as every object of a real request has them. */
export const ordered = <Shape>(value: Shape): Shape => trusted<Shape>(parseJsonText(goJson(trusted<JsonValue>(value))))

export const nowOf = ({ minute }: World): string => new Date(Date.UTC(2026, 10, 21) + Math.round(minute * 60_000)).toISOString().replace('.000Z', 'Z')

/** Observed children as a request has them. */
export const groupsOf = (children: ReadonlyMap<string, KubernetesObject>): ObjectGroups => {
  const groups = new Map<string, [string, KubernetesObject][]>()
  for (const child of children.values()) {
    const key = groupKey(child)
    groups.set(key, [...groups.get(key) ?? [], [objectKey(child.metadata), child]])
  }
  return Object.fromEntries([...groups].map(([key, entries]) => [key, Object.fromEntries(entries)]))
}

/** What applying an answer does to the cluster. */
export interface Applied {
  readonly world: World
  /** One line a write. */
  readonly writes: readonly string[]
  /** Writes that the API server refuses, with its reason. */
  readonly refused: readonly string[]
  /** Children whose body changed although they were there before. */
  readonly changed: readonly string[]
  /** When the hook wants to be asked again; 0: only when something changes. */
  readonly againAfterSeconds: number
  /** Fields that are not stored as they were sent. */
  readonly finding: Finding
  readonly isStatusWritten: boolean
}

type Outcome = Pick<Applied, 'writes' | 'refused' | 'changed' | 'finding'> & { readonly child: KubernetesObject | undefined }

const quiet = { writes: [], refused: [], changed: [], finding: undefined } as const

/** Applies an answer as Metacontroller does, to the model of the API server. */
export const applied = (world: World, { body, resyncAfterSeconds }: Invocation): Applied => {
  const { children, status } = trusted<{ children: readonly Child[]; status: JsonObject }>(body)
  const wanted = new Map(children.map((child) => [identityOf({ ...child, metadata: { ...world.parent.metadata, ...trusted<KubernetesObject>(child).metadata } }), child]))
  const outcomes = new Map([...new Set([...world.children.keys(), ...wanted.keys()])].map((identity) => [identity, outcomeOf(world, identity, wanted.get(identity))]))
  const parent = withStatus(world.parent, status)
  return {
    world: { ...world, parent, minute: world.minute + 1, children: new Map([...outcomes].flatMap(([identity, { child }]) => child === undefined ? [] : [[identity, child]])) },
    writes: [...outcomes.values()].flatMap(({ writes }) => writes),
    refused: [...outcomes.values()].flatMap(({ refused }) => refused),
    changed: [...outcomes.values()].flatMap(({ changed }) => changed),
    finding: [...outcomes.values()].find(({ finding }) => finding !== undefined)?.finding,
    againAfterSeconds: resyncAfterSeconds,
    isStatusWritten: parent !== world.parent,
  }
}

/** Metacontroller sets the generation itself and writes only what differs. */
const withStatus = (parent: Parent, status: JsonObject): Parent => {
  const next = ordered({ ...status, observedGeneration: parent.metadata.generation ?? 0 })
  return parent.status !== undefined && equals(next, parent.status) ? parent : { ...parent, status: next }
}

const outcomeOf = (world: World, identity: string, desired: Child | undefined): Outcome => {
  const observed = world.children.get(identity)
  if (desired === undefined) return observed?.metadata.deletionTimestamp ? { ...quiet, child: observed } : { ...quiet, child: undefined, writes: [`DELETE ${identity}`] }
  const method = world.controller.children.find(({ kind }) => kind.kind === desired.kind && kind.apiVersion === desired.apiVersion)?.method ?? 'OnDelete'
  const outcome = outcomeOfDecision(world, { identity, observed, desired, decision: decide({ observed, desired, method }, world.parent) })
  // What is never compared again may be stored as the API server likes: users write freely into such children.
  return method === 'OnDelete' ? { ...outcome, finding: undefined } : outcome
}

interface Decided { readonly identity: string; readonly observed: KubernetesObject | undefined; readonly desired: Child; readonly decision: Decision }

const outcomeOfDecision = (world: World, { identity, observed, desired, decision }: Decided): Outcome => {
  const write = { now: nowOf(world), resourceVersion: String(1000 + world.minute), uid: `uid of ${identity} since ${world.minute}` }
  switch (decision.action) {
    case 'create': return { ...quiet, finding: findingInWrite(desired, decision.object), child: ordered(trusted<KubernetesObject>(created(trusted<JsonObject>(decision.object), write))), writes: [`POST ${identity}`] }
    case 'update': return { ...updateOf(trusted<JsonObject>(observed), trusted<JsonObject>(decision.object), { identity, write }), finding: findingInWrite(desired, decision.object) }
    case 'recreate': return { ...quiet, child: undefined, writes: [`DELETE ${identity}`] }
    default: return { ...quiet, child: observed }
  }
}

type Update = { readonly identity: string; readonly write: Parameters<typeof replaced>[2] }

const updateOf = (stored: JsonObject, sent: JsonObject, { identity, write }: Update): Outcome => {
  const why = refusal(stored, sent)
  const made = why === undefined ? replaced(stored, sent, write) : stored
  const child = trusted<KubernetesObject>(made === stored ? stored : ordered(made))
  const isChanged = made !== stored && Object.keys({ ...stored, ...made }).some((field) => field !== 'metadata' && field !== 'status' && !equals(stored[field], made[field]))
  return { child, writes: [`PUT ${identity}`], finding: undefined, refused: why === undefined ? [] : [`${identity}: ${why}`], changed: isChanged ? [identity] : [] }
}

/** Freezes a value to its ground; what is frozen already is not looked into again. */
export const frozen = <Shape>(value: Shape): Shape => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

