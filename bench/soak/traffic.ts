import { readFileSync } from 'node:fs'
import { bodyOf } from '../fixture/body.ts'
import type { Body } from '../fixture/body.ts'
import type { Caller } from './caller.ts'

/** One sort of traffic. It resolves to a status, or to nothing where no answer is wanted. */
export interface Traffic {
  readonly name: string
  /** How often it has its turn, in relation to the others. */
  readonly weight: number
  /** Statuses that are right. */
  readonly wanted: readonly number[]
  readonly call: (caller: Caller, turn: number) => Promise<number | undefined>
}

const app = '/hooks/kasprapp/sync'
/** Parents that take turns: more than a small cluster has, fewer than would fill every memory that has an end. */
const parents = 500

const textOf = (name: string): string => readFileSync(new URL(`../../examples/requests/${name}.json`, import.meta.url), 'utf8')

/** The example request with the name and uid of one of many parents. */
const example = (name: string, path: string): Traffic['call'] => {
  const text = textOf(name)
  const { parent: { metadata } } = JSON.parse(text)
  return async ({ ask }, turn) => {
    const mine = `p${turn % parents}`
    const body = Buffer.from(text.replaceAll(`"${metadata.uid}"`, `"${mine}"`).replaceAll(`"name":"${metadata.name}"`, `"name":"${mine}"`))
    return (await ask(path, { body })).status
  }
}

const synced = (body: Body, change: 'parent' | 'components'): Traffic['call'] => async ({ ask }) => (await ask(app, { body: body.variant(change) })).status

const unchanged = (body: Body): Traffic['call'] => {
  let held = ''
  return async ({ ask }) => {
    const { status, etag } = await ask(app, { body: body.variant('nothing'), etag: held })
    held = etag
    return status
  }
}

const broken = (path: string, sent: { readonly method?: string; readonly body?: Buffer } = {}): Traffic['call'] => async ({ ask }) => (await ask(path, sent)).status

const head = (length: number): string => `POST ${app} HTTP/1.1\r\nhost: soak\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

const dripping = (texts: readonly string[], milliseconds: number): Traffic['call'] => async ({ drip }) => {
  await drip(texts, milliseconds)
  return undefined
}

/** Everything that a service hears in its life, and who misbehaves. Weights are in per cent. */
export const traffic = (): readonly Traffic[] => {
  const [small, middle, large] = [bodyOf(1), bodyOf(10), bodyOf(50)]
  const agent = textOf('kaspragent-sync')
  const answered = { wanted: [200, 304] }
  return [
    { name: 'sync, 1 agent', weight: 26, ...answered, call: synced(small, 'parent') },
    { name: 'sync, 10 agents', weight: 10, ...answered, call: synced(middle, 'parent') },
    { name: 'sync, 50 agents', weight: 2, ...answered, call: synced(large, 'parent') },
    { name: 'sync, new components', weight: 3, ...answered, call: synced(middle, 'components') },
    { name: 'unchanged', weight: 20, ...answered, call: unchanged(middle) },
    { name: 'agent', weight: 10, ...answered, call: example('kaspragent-sync', '/hooks/kaspragent/sync') },
    { name: 'customize', weight: 5, ...answered, call: example('kasprapp-customize', '/hooks/kasprapp/customize') },
    { name: 'group', weight: 5, ...answered, call: example('oaatgroup-sync', '/hooks/oaatgroup/sync') },
    { name: 'finalize', weight: 3, ...answered, call: example('kaspragent-sync', '/hooks/kaspragent/finalize') },
    { name: 'metrics', weight: 2, wanted: [200], call: broken('/metrics', { method: 'GET' }) },
    { name: 'not JSON', weight: 2, wanted: [400], call: broken(app, { body: Buffer.from('{"parent":') }) },
    { name: 'wrong kind', weight: 2, wanted: [422], call: broken(app, { body: Buffer.from(agent) }) },
    { name: 'no such route', weight: 2, wanted: [404], call: broken('/hooks/nobody/sync', { body: Buffer.from('{}') }) },
    { name: 'wrong method', weight: 1, wanted: [405], call: broken(app, { method: 'GET' }) },
    { name: 'headers that stop', weight: 1, wanted: [], call: dripping(['POST / HTTP/1.1\r\nho', 'st: soak\r\n'], 2000) },
    { name: 'body that stops', weight: 2, wanted: [], call: dripping([head(5000), '{'], 2000) },
    { name: 'body in drips', weight: 2, wanted: [], call: dripping([head(agent.length), ...agent.match(/[^]{1,400}/g) ?? []], 100) },
    { name: 'answers unread', weight: 1, wanted: [], call: dripping(Array.from({ length: 5 }, () => head(agent.length) + agent), 200) },
    { name: 'connection without a word', weight: 1, wanted: [], call: dripping([''], 10_000) },
  ]
}
