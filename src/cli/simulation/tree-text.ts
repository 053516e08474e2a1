import { listOf, objectOf } from '../../cluster/json-fields.ts'
import { described, uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { controllerOf } from '../../engine/owner-reference.ts'
import type { JsonObject } from '../../protocol/json.ts'

/** Parents, their children, and what these own, each with its state. Revisions are left out. */
export const treeText = (objects: readonly StoredObject[]): string => {
  const shown = objects.filter(({ kind }) => kind !== 'ControllerRevision')
  const there = new Set(shown.map(uidOf))
  const owned = new Map<string, StoredObject[]>()
  for (const object of shown) owned.set(ownerOf(object), [...owned.get(ownerOf(object)) ?? [], object])
  const isRoot = (object: StoredObject): boolean => !there.has(ownerOf(object))
  return shown.filter(isRoot).map((root) => branch(root, owned, '')).join('')
}

const ownerOf = (object: StoredObject): string => controllerOf(object)?.uid ?? ''

type Owned = ReadonlyMap<string, readonly StoredObject[]>

const branch = (object: StoredObject, owned: Owned, indent: string): string => {
  const children = owned.get(uidOf(object)) ?? []
  const [state, ...conditions] = stateOf(object)
  const bar = children.length > 0 ? '│ ' : '  '
  const below = conditions.map((line) => `${indent}${bar}  ${line}\n`)
  const branches = children.map((child, index) => {
    const isLast = index === children.length - 1
    return `${indent}${isLast ? '└─' : '├─'} ${branch(child, owned, `${indent}${isLast ? '   ' : '│  '}`)}`
  })
  return `${described(object)}${state === '' ? '' : `  ${state}`}\n${[...below, ...branches].join('')}`
}

/** The state in a few words, then one line for every condition of what is no pod. */
const stateOf = (object: JsonObject): readonly [string, ...string[]] => {
  const { metadata, spec, status } = object
  const leaving = objectOf(metadata)['deletionTimestamp'] === undefined ? [] : ['being deleted']
  const { phase, replicas, readyReplicas, conditions } = objectOf(status)
  const { replicas: wanted } = objectOf(spec)
  const members = typeof replicas === 'number' && typeof wanted === 'number' ? [`${typeof readyReplicas === 'number' ? readyReplicas : 0}/${wanted} ready`] : []
  const words = [...(typeof phase === 'string' ? [phase] : []), ...members, ...(object['kind'] === 'Pod' ? podWords(objectOf(status)) : []), ...leaving]
  return [words.join(', '), ...(object['kind'] === 'Pod' ? [] : listOf(conditions).map((condition) => conditionText(objectOf(condition))))]
}

const conditionText = ({ type, status, reason, message }: JsonObject): string => {
  const said = typeof message === 'string' && message !== '' ? ` ${message.split('\n')[0]}` : ''
  return `${String(type)}=${String(status)} (${String(reason)})${said}`
}

const podWords = ({ conditions, initContainerStatuses, containerStatuses }: JsonObject): readonly string[] => {
  const containers = [...listOf(initContainerStatuses), ...listOf(containerStatuses)].map(objectOf)
  const isReady = listOf(conditions).map(objectOf).some(({ type, status }) => type === 'Ready' && status === 'True')
  const waiting = containers.flatMap(({ state }) => objectOf(objectOf(state)['waiting'])['reason'] ?? [])
  const restarts = containers.reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0)
  return [isReady ? 'ready' : 'not ready', ...new Set(waiting.map(String)), ...(restarts > 0 ? [`${restarts} restarts`] : [])]
}
