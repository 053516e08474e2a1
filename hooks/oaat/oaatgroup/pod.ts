import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../src/kit/kind.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import type { Group } from './group.ts'
import { itemLabelValue } from './item-label.ts'
import { appLabel, appName, groupLabel, itemAnnotation, itemLabel, runLabel } from './labels.ts'

/** What a pod is made from: its name, the run's number and item, and the OaatType's `podspec`, which was checked before. */
export interface PodOrder {
  readonly name: string
  readonly sequence: number
  readonly item: string
  readonly podspec: JsonObject
}

const token = '%%oaat_item%%'

/**
 * The pod of a run (oaat.md A8). Of the group's own labels none is copied: one that a Service selects by would send it
 * traffic (C22). Upstream copied all of them.
 */
export const itemPod = (group: Group, { name, sequence, item, podspec }: PodOrder): Child => {
  const { container, ...rest } = podspec
  return child<FreeSpec>(Pod, {
    metadata: {
      name,
      namespace: group.namespace,
      labels: { [appLabel]: appName, [groupLabel]: group.name, [itemLabel]: itemLabelValue(item), [runLabel]: String(sequence) },
      annotations: { [itemAnnotation]: item },
    },
    spec: {
      ...(group.activeDeadline === undefined ? {} : { activeDeadlineSeconds: Math.ceil(group.activeDeadline / 1000) }),
      ...rest,
      containers: [containerFor(item, isObject(container) ? container : {})],
      restartPolicy: 'Never',
    },
  })
}

const containerFor = (item: string, { command, args, env, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  ...(command === undefined ? {} : { command: replaced(command, item) }),
  ...(args === undefined ? {} : { args: replaced(args, item) }),
  env: [...variables(env, item), { name: 'OAAT_ITEM', value: item }],
})

/** Our own OAAT_ITEM takes the place of one in the OaatType (C24); a variable with `valueFrom` stays as it is (C23). */
const variables = (env: JsonValue | undefined, item: string): readonly JsonValue[] => (Array.isArray(env) ? env : [])
  .filter((entry) => !isObject(entry) || entry['name'] !== 'OAAT_ITEM')
  .map((entry) => isObject(entry) && typeof entry['value'] === 'string' ? { ...entry, value: entry['value'].replaceAll(token, () => item) } : entry)

/** A function as replacement: `$&` in an item means nothing. */
const replaced = (texts: JsonValue, item: string): JsonValue =>
  Array.isArray(texts) ? texts.map((text) => typeof text === 'string' ? text.replaceAll(token, () => item) : text) : texts
