import t from 'tap'
import { subscriptionFingerprint } from '../../../../../hooks/kaspr/kasprapp/members/subscription.ts'
import { appWith } from './given.ts'

const part = (group: string, name: string, spec: object = {}): object => ({ group, hash: 'h', component: { metadata: { name }, spec } })
const reads = (name: string, topic: object): object => part('agents', name, { input: { topic } })
const print = (...parts: readonly object[]): string => subscriptionFingerprint(appWith({ parts }))
const base = [reads('a', { name: 'in' }), part('tables', 't', { name: 'totals' })]
const first = print(...base)

const same: readonly (readonly [name: string, parts: readonly object[]])[] = [
  ['another order', base.toReversed()],
  ['blanks and empty parts', [reads('a', { name: ' in ,, ' }), base[1] ?? {}]],
  ['a second agent of the same topic', [...base, reads('b', { name: 'in' })]],
  ['an agent under another name', [reads('z', { name: 'in' }), base[1] ?? {}]],
  ['another hash', [{ ...base[0], hash: 'other' }, base[1] ?? {}]],
  ['a web view and a task', [...base, part('webviews', 'w'), part('tasks', 'k')]],
  ['an agent that reads a channel', [...base, part('agents', 'c', { input: { channel: { name: 'x' } } })]],
  ['an agent that nothing mounts', [...base, { ...reads('x', { name: 'more' }), hash: undefined }]],
]
for (const [name, parts] of same) t.test(`${name}: the same subscription`, async (t) => { t.equal(print(...parts), first) })

const other: readonly (readonly [name: string, parts: readonly object[]])[] = [
  ['a topic more', [...base, reads('b', { name: 'more' })]],
  ['a topic less', base.slice(1)],
  ['a pattern', [...base, reads('b', { pattern: 'in' })]],
  ['a table more', [...base, part('tables', 'u', { name: 'totals' })]],
  ['a table less', base.slice(0, 1)],
  ['a table by another name', [base[0] ?? {}, part('tables', 't', { name: 'sums' })]],
]
for (const [name, parts] of other) t.test(`${name}: another subscription`, async (t) => { t.not(print(...parts), first) })

t.test('topics split at commas are topics', async (t) => { t.equal(print(reads('a', { name: 'x,y' })), print(reads('a', { name: 'y' }), reads('b', { name: 'x' }))) })
