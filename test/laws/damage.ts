import { refusal } from '../../src/engine/api-defaults/immutable-fields.ts'
import { shaped } from '../../src/engine/api-defaults/stored-object.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { placesIn, replacedAt, valueAt } from './break.ts'
import type { Place } from './break.ts'
import { ordered } from './world.ts'

type Children = ReadonlyMap<string, KubernetesObject>

/** Fields by which an object is found and owned: changing them makes another object. */
const fixed: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'status', 'metadata'])
const owned: ReadonlySet<string> = new Set([lastAppliedAnnotation, 'controller-uid'])

const leaves = (object: JsonObject): readonly Place[] => {
  const { labels = {}, annotations = {} } = trusted<{ labels?: JsonObject; annotations?: JsonObject }>(object['metadata'])
  const body = Object.keys(object).filter((key) => !fixed.has(key)).flatMap((key) => placesIn(object[key] ?? null, [key]))
  const metadata = Object.entries({ labels, annotations }).flatMap(([field, map]) => Object.keys(map).filter((key) => !owned.has(key)).map((key) => ['metadata', field, key]))
  return [...body, ...metadata].filter((place) => place.length > 1 && !isObject(valueAt(object, place)) && !Array.isArray(valueAt(object, place)))
}

const edited = (value: JsonValue | undefined): JsonValue =>
  typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${typeof value === 'string' ? value : ''}x`

/** The object after somebody changed it: the API server reads it once more; system fields and status stay. */
const stored = (before: JsonObject, after: JsonValue | undefined): KubernetesObject => {
  const made = shaped(isObject(after) ? after : before)
  const metadata = { ...trusted<JsonObject>(before['metadata']), ...pick(made['metadata'], ['labels', 'annotations']) }
  return ordered(trusted<KubernetesObject>({ ...made, metadata, ...(before['status'] === undefined ? {} : { status: before['status'] }) }))
}

const pick = (from: JsonValue | undefined, keys: readonly string[]): JsonObject =>
  Object.fromEntries(keys.map((key) => [key, isObject(from) ? from[key] ?? {} : {}]))

type Damage = (object: JsonObject, pick: number) => KubernetesObject | undefined

const withMetadata = (object: JsonObject, change: (metadata: JsonObject) => JsonObject): KubernetesObject =>
  ordered(trusted<KubernetesObject>({ ...object, metadata: change(trusted<JsonObject>(object['metadata'])) }))

const withoutAnnotation = ({ annotations, ...rest }: JsonObject): JsonObject =>
  ({ ...rest, annotations: Object.fromEntries(Object.entries(isObject(annotations) ? annotations : {}).filter(([key]) => key !== lastAppliedAnnotation)) })

const atLeaf = (change: (value: JsonValue | undefined) => JsonValue | undefined): Damage => (object, pick) => {
  const places = leaves(object)
  const place = places[pick % Math.max(places.length, 1)]
  return place === undefined ? trusted<KubernetesObject>(object) : stored(object, replacedAt(object, place, change(valueAt(object, place))))
}

/** Nobody can edit what the API server refuses to change. */
const allowed = (damage: Damage): Damage => (object, pick) => {
  const made = damage(object, pick)
  return made === undefined || refusal(object, trusted<JsonObject>(made)) === undefined ? made : trusted<KubernetesObject>(object)
}

const remake = atLeaf(edited)
const edit = allowed(remake)
const cut = allowed(atLeaf(() => undefined))
const dropAnnotation: Damage = (object) => withMetadata(object, withoutAnnotation)

/** What happens to children of a controller in real clusters. */
export const damages: Readonly<Record<string, Damage>> = {
  gone: () => undefined,
  edited: edit,
  'edited twice': (object, pick) => edit(trusted<JsonObject>(edit(object, pick) ?? {}), pick + 7),
  cut,
  'never applied': dropAnnotation,
  'made by others': (object, pick) => dropAnnotation(trusted<JsonObject>(remake(object, pick) ?? {}), pick),
  'annotation spoiled': (object) => withMetadata(object, ({ annotations, ...rest }) => ({ ...rest, annotations: { ...(isObject(annotations) ? annotations : {}), [lastAppliedAnnotation]: '{' } })),
  'labelled by others': (object) => withMetadata(object, ({ labels, annotations, ...rest }) => ({
    ...rest, labels: { ...(isObject(labels) ? labels : {}), 'example.com/team': 'a' }, annotations: { ...(isObject(annotations) ? annotations : {}), 'example.com/note': '' },
  })),
  'being deleted': (object) => withMetadata(object, (metadata) => ({ ...metadata, deletionTimestamp: '2026-11-21T00:00:00Z', deletionGracePeriodSeconds: 0 })),
}

/** One child damaged in one way. */
export const damaged = (children: Children, which: number, how: number): Children => {
  const identities = [...children.keys()]
  const ways = Object.values(damages)
  const at = identities[which % Math.max(identities.length, 1)]
  return new Map([...children].flatMap(([identity, child]) => {
    const made = identity === at ? ways[how % ways.length]?.(trusted<JsonObject>(child), Math.floor(how / ways.length)) : child
    return made === undefined ? [] : [[identity, made]]
  }))
}

/** All children as another operator left them: without our annotation. */
export const adopted = (children: Children): Children =>
  new Map([...children].map(([identity, child]) => [identity, dropAnnotation(trusted<JsonObject>(child), 0) ?? child]))

const foreign = ['example.com/team', 'example.com/note'] as const

/** All children with a label and an annotation of somebody else. */
export const marked = (children: Children): Children => new Map([...children].map(([identity, child]) =>
  [identity, damages['labelled by others']?.(trusted<JsonObject>(child), 0) ?? child]))

/** Whether that label and that annotation are still there. */
export const isMarked = ({ metadata: { labels = {}, annotations = {} } }: KubernetesObject): boolean =>
  Object.hasOwn(labels, foreign[0]) && Object.hasOwn(annotations, foreign[1])

/** Children whose deletion has come to its end. */
export const withoutDeleted = (children: Children): Children => new Map([...children].filter(([, { metadata }]) => !metadata.deletionTimestamp))
