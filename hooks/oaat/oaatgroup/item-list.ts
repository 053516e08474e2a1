import type { ConfigMap as ConfigMapShape } from 'kubernetes-types/core/v1.js'
import type { OaatGroupSpec } from './spec.ts'

/** Key of a ConfigMap that holds items when the group names none. */
const defaultKey = 'items'

/** Items of a group, in order, every one once: from the spec, then from the ConfigMap. Undefined: that ConfigMap or its key is missing. */
export const itemList = ({ oaatItems = [], itemsFrom }: OaatGroupSpec, configMap: ConfigMapShape | undefined): readonly string[] | undefined => {
  if (itemsFrom === undefined) return distinct(oaatItems)
  const { key = defaultKey } = itemsFrom.configMap
  const { data = {} } = configMap ?? {}
  const text = Object.hasOwn(data, key) ? data[key] : undefined
  return text === undefined ? undefined : distinct([...oaatItems, ...lines(text)])
}

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))

/** One name has one record, so naming it twice means nothing; no name at all can have none. */
const distinct = (items: readonly string[]): readonly string[] => [...new Set(items)].filter((item) => item !== '')

/** Where the items of `itemsFrom` stand, for messages. */
export const itemPlace = ({ name, key = defaultKey }: NonNullable<OaatGroupSpec['itemsFrom']>['configMap']): string => `ConfigMap ${name}, key ${key}`
