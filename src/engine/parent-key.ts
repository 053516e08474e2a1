import type { StoredObject } from './object-store.ts'
import { placeOf } from './object-table.ts'
import type { ParentRule, Registration } from './registration.ts'

/** Where a parent is found in a cache. */
export interface ParentPlace {
  readonly rule: ParentRule
  readonly name: string
  readonly namespace: string | undefined
}

/** Key of a parent in the work queue (metacontroller.md §3.3, §3.13). A decorator has parents of several kinds. */
export const keyOf = ({ type }: Registration, { apiVersion, kind, metadata }: StoredObject): string =>
  type === 'composite' ? placeOf(metadata) : [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(':')

/** The parent that a key stands for; undefined for a kind that the registration does not know. */
export const placeOfKey = (registration: Registration, key: string): ParentPlace | undefined =>
  registration.type === 'composite' ? compositePlace(registration, key) : decoratorPlace(registration, key)

const compositePlace = ({ parents }: Registration, key: string): ParentPlace | undefined => {
  const slash = key.indexOf('/')
  const rule = parents[0]
  return rule === undefined ? undefined : { rule, name: key.slice(slash + 1), namespace: slash < 0 ? undefined : key.slice(0, slash) }
}

const decoratorPlace = ({ parents }: Registration, key: string): ParentPlace | undefined => {
  const [apiVersion, kind, namespace, ...name] = key.split(':')
  const rule = parents.find((one) => one.kind.apiVersion === apiVersion && one.kind.kind === kind)
  return rule === undefined ? undefined : { rule, name: name.join(':'), namespace: namespace === '' ? undefined : namespace }
}
