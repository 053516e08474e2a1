import { programLabel } from '../../hooks/program/hookprogram/program.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/** Where the Studio keeps what is nobody's object: ConfigMaps of its own namespace. They outlive every pod. */
export interface Shelf {
  readonly own: ObjectStore
  readonly namespace: string
}

export type Purpose = 'draft' | 'fixture'
export interface Label { readonly program: string; readonly purpose: Purpose; /** Tells texts of one program apart: user or call. */ readonly of: string }

const purposeLabel = 'studio.kaspr.io/keeps'

const nameOf = ({ program, purpose, of }: Label): string => `studio-${purpose}-${program}-${sha256Hex(of).slice(0, 12)}`

export interface Kept {
  readonly data: Readonly<Record<string, string>>
  readonly resourceVersion: string
  readonly object: StoredObject
}

const keptOf = (object: StoredObject): Kept => {
  const data = isObject(object['data']) ? object['data'] : {}
  return { data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)])), resourceVersion: object.metadata.resourceVersion ?? '', object }
}

export const find = async ({ own, namespace }: Shelf, label: Label): Promise<Kept | undefined> => {
  const found = await own.get({ kind: ConfigMap, name: nameOf(label), namespace })
  return found === undefined ? undefined : keptOf(found)
}

const all = async ({ own, namespace }: Shelf): Promise<readonly StoredObject[]> =>
  (await own.list(ConfigMap)).filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[programLabel] !== undefined && metadata.labels[purposeLabel] !== undefined)

/** Everything of a program with this purpose. */
export const findAll = async (shelf: Shelf, program: string, purpose: Purpose): Promise<readonly Kept[]> =>
  (await all(shelf)).filter(({ metadata: { labels } }) => labels?.[programLabel] === program && labels[purposeLabel] === purpose).map(keptOf)

/** Everything, by the name of its program. */
export const findByProgram = async (shelf: Shelf): Promise<ReadonlyMap<string, readonly Kept[]>> =>
  Map.groupBy((await all(shelf)).map(keptOf), ({ object: { metadata } }) => metadata.labels?.[programLabel] ?? '')

/** Makes it, or puts it in the place of what was found before. Throws AlreadyExists or Conflict when that was changed meanwhile. */
export const keep = async ({ own, namespace }: Shelf, label: Label, { data, before }: { readonly data: Readonly<Record<string, string>>; readonly before: Kept | undefined }): Promise<Kept> => {
  const labels = { [programLabel]: label.program, [purposeLabel]: label.purpose }
  const object = trusted<StoredObject>({ ...before?.object, apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...before?.object.metadata, name: nameOf(label), namespace, labels }, data })
  return keptOf(before === undefined ? await own.create(ConfigMap, object) : await own.update(ConfigMap, object))
}

export const drop = async ({ own, namespace }: Shelf, { object: { metadata: { name, uid } } }: Kept): Promise<void> => {
  await own.delete({ kind: ConfigMap, name, namespace }, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) })
}
