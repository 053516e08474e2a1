import { invoke } from '../../src/guard/invoke.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { requestOf } from './bench.ts'
import { BrokenLaw } from './broken-law.ts'
import { nowOf } from './world.ts'
import type { World } from './world.ts'

type Envelope = Readonly<Record<string, JsonValue>>

const without = (envelope: Envelope, key: string): Envelope => Object.fromEntries(Object.entries(envelope).filter(([name]) => name !== key))

/** Requests that are none. */
const malformed: readonly ((envelope: Envelope) => JsonValue)[] = [
  () => null,
  () => [],
  () => 'sync',
  ...['parent', 'children', 'related', 'finalizing', 'controller'].flatMap((key) => [
    (envelope: Envelope) => without(envelope, key),
    (envelope: Envelope) => ({ ...envelope, [key]: null }),
    (envelope: Envelope) => ({ ...envelope, [key]: 'text' }),
  ]),
  (envelope) => ({ ...envelope, parent: {} }),
  (envelope) => ({ ...envelope, parent: { ...trusted<JsonObject>(envelope['parent']), kind: 'Pod' } }),
  (envelope) => ({ ...envelope, parent: { ...trusted<JsonObject>(envelope['parent']), apiVersion: 'v1' } }),
  (envelope) => ({ ...envelope, parent: { ...trusted<JsonObject>(envelope['parent']), metadata: { labels: { a: 1 }, name: 'a' } } }),
  (envelope) => ({ ...envelope, parent: { ...trusted<JsonObject>(envelope['parent']), metadata: { name: '' } } }),
  (envelope) => ({ ...envelope, children: [] }),
  (envelope) => ({ ...envelope, children: { 'ConfigMap.v1': { 'demo/a': { kind: 'ConfigMap' } } } }),
  (envelope) => ({ ...envelope, related: { 'ConfigMap.v1': { 'demo/a': null } } }),
]

/** Anything but a hook request gets an error of ours with a 4xx status. */
export const refusesMalformed = (world: World, picks: readonly number[]): void => {
  const envelope = trusted<Envelope>(requestOf(world))
  for (const pick of picks.slice(0, 3)) {
    const request = malformed[pick % malformed.length]?.(envelope) ?? null
    const { code, status } = refusalOf(world, request)
    if (!code.startsWith('KH_') || status < 400 || status > 499) throw new BrokenLaw('total', `a malformed request got ${status} ${code}`, request)
  }
}

const refusalOf = (world: World, request: JsonValue): { readonly code: string; readonly status: number } => {
  try {
    invoke(world.controller, 'sync', { request, context: { now: nowOf(world), settings: world.settings } })
    return { code: 'an answer', status: 200 }
  } catch (cause) {
    return { code: String(field(cause, 'code')), status: Number(field(cause, 'statusCode') ?? 0) }
  }
}

const field = (of: unknown, key: string): unknown => typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined
