import t from 'tap'
import type { Controller } from '../../src/kit/controller.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { CompositeAnswer } from '../../src/protocol/answer.ts'
import { RestlessParents, mostCharacters, mostParents } from '../../src/server/restless-parents.ts'
import type { Restless } from '../../src/server/restless-parents.ts'
import { seriesOf } from './fixtures/metric.ts'
import { openApp } from './fixtures/open-app.ts'
import { recorder } from './fixtures/recorder.ts'
import { configMap, greetingRequest, noon, post, sync } from './fixtures/request.ts'
import { greeting, mirror } from './fixtures/toy-controller.ts'

interface Turn { readonly status?: object; readonly children?: readonly object[]; readonly observed?: object; readonly request?: object; readonly seconds?: number; readonly uid?: string; readonly finalized?: boolean }

/** Parents that are watched, and what was said about them. */
const watching = () => {
  const [began, ended]: [Restless[], Restless[]] = [[], []]
  const parents = new RestlessParents({ begins: (restless) => began.push(restless), ends: (restless) => ended.push(restless) })
  let at = Date.parse(noon)
  const turn = ({ status = {}, children = [], observed = {}, request = {}, seconds = 1, uid = 'u1', finalized = false }: Turn): void => {
    at += seconds * 1000
    const body = { status, children, ...(finalized ? { finalized } : {}) } as const
    const text = JSON.stringify(body)
    const parent = { kind: 'Greeting', metadata: { name: 'hi', namespace: 'n1', uid, generation: 1, ...Object(request).metadata } }
    parents.answered({ controller: greeting, document: { ...Object(greetingRequest({ parent, children: observed })), ...Object(request).related }, body: JSON.parse(text), text, at })
  }
  return { parents, turn, began, ended, restless: () => parents.restless(at).map(({ unrest }) => unrest), wait: (seconds: number) => { at += seconds * 1000 } }
}

const named = (text: string): object => configMap('a', { data: { text } })
const stored = (text: string, version: number, more: object = {}): object =>
  ({ 'n1/a': { ...configMap('a', { data: { text }, ...more }), metadata: { name: 'a', namespace: 'n1', uid: 'c1', resourceVersion: String(version) } } })
const repeat = (count: number, run: (index: number) => void): void => { for (let index = 0; index < count; index += 1) run(index) }

t.test('children that go back and forth are found, with the child and the field', async (t) => {
  const { turn, began, restless } = watching()
  repeat(5, (index) => turn({ children: [named(index % 2 === 0 ? 'one' : 'two'), configMap('b')], observed: stored(index % 2 === 0 ? 'two' : 'one', index) }))
  t.strictSame(began, [], 'twice there and back may still be an accident')
  repeat(9, (index) => turn({ children: [named(index % 2 === 1 ? 'one' : 'two'), configMap('b')], observed: stored(index % 2 === 1 ? 'two' : 'one', index + 9) }))
  t.match(began, [{ controller: 'greeting', parent: 'Greeting n1/hi', unrest: 'alternates', what: ['ConfigMap n1/a: data.text'] }])
  t.equal(began.length, 1, 'said once')
  t.strictSame(restless(), ['alternates'])
})

t.test('a child that comes and goes is found, and so is a round of three', async (t) => {
  const coming = watching()
  repeat(12, (index) => coming.turn({ children: index % 2 === 0 ? [named('x')] : [], observed: index % 2 === 0 ? {} : stored('x', index) }))
  t.match(coming.began, [{ unrest: 'alternates', what: ['ConfigMap n1/a: there or not'] }])
  const round = watching()
  repeat(12, (index) => round.turn({ children: [named(String(index % 3))], observed: stored(String((index + 2) % 3), index) }))
  t.match(round.began, [{ unrest: 'alternates', what: ['ConfigMap n1/a: data.text'] }])
})

t.test('a status that moves by itself is found, whether back and forth or on and on; times in conditions do not hide it', async (t) => {
  const back = watching()
  repeat(8, (index) => back.turn({ status: { conditions: [{ type: 'Ready', status: index % 2 === 0 ? 'True' : 'False', lastTransitionTime: `2026-03-01T12:00:0${index}Z` }] } }))
  t.match(back.began, [{ unrest: 'alternates', what: ['the parent: status.conditions[0].status'] }])
  const on = watching()
  repeat(30, (index) => on.turn({ status: { calls: index } }))
  t.match(on.began, [{ unrest: 'changes', what: ['the parent: status.calls'] }])
})

t.test('a child with something new in every call is found', async (t) => {
  const { turn, began } = watching()
  repeat(30, (index) => turn({ children: [named(`at ${index}`)], observed: stored(`at ${index - 1}`, index) }))
  t.match(began, [{ unrest: 'changes', what: ['ConfigMap n1/a: data.text'] }])
})

t.test('a child that somebody else changes back is found', async (t) => {
  const { turn, began } = watching()
  repeat(16, (index) => turn({ children: [named('ours')], observed: stored(index % 2 === 0 ? 'theirs' : 'ours', index) }))
  t.match(began, [{ unrest: 'overwritten', what: ['ConfigMap n1/a: data.text'] }])
})

t.test('progress is no unrest', async (t) => {
  const { turn, began } = watching()
  repeat(60, (index) => turn({ status: { ready: index }, children: [configMap('a', { data: { step: String(index) } })], observed: stored(String(index - 1), index, { status: { ready: index } }) }))
  repeat(60, (index) => turn({ children: Array.from({ length: index }, (_, child) => configMap(`c${child}`)), observed: Object.fromEntries(Array.from({ length: index }, (_, child) => [`n1/c${child}`, configMap(`c${child}`)])) }))
  repeat(20, (index) => turn({ children: index % 2 === 0 ? [] : [configMap('job', { data: { run: String(index) } })] }))
  t.strictSame(began, [], 'steps, waves, and runs with nothing in between')
})

t.test('a status that follows what is observed is no unrest, back and forth as it may be', async (t) => {
  const { turn, began } = watching()
  repeat(60, (index) => turn({ status: { ready: index % 2 }, children: [named('x')], observed: stored('x', index, { status: { ready: index % 2 } }) }))
  repeat(60, (index) => turn({ status: { text: index % 2 }, request: { related: { related: { 'Secret.v1': { s: { metadata: { name: 's', uid: 's', resourceVersion: String(index) } } } } } } }))
  t.strictSame(began, [])
})

t.test('children that follow what is observed write nothing: no unrest', async (t) => {
  const { turn, began } = watching()
  repeat(30, (index) => turn({ children: [named(String(index % 2))], observed: stored(String(index % 2), index) }))
  t.strictSame(began, [], 'a paused parent, and somebody who changes its child')
})

t.test('an edited spec may go back and forth, and so may what is wanted twice a day', async (t) => {
  const edited = watching()
  repeat(40, (index) => edited.turn({ status: { mode: index % 2 }, request: { metadata: { generation: index } } }))
  const daily = watching()
  repeat(40, (index) => daily.turn({ children: [named(String(index % 2))], observed: stored(String((index + 1) % 2), index), seconds: 43_200 }))
  t.strictSame([...edited.began, ...daily.began], [])
})

t.test('what took no step for 15 minutes came to rest; whoever is gone did, too', async (t) => {
  const { turn, began, ended, restless, wait } = watching()
  const unrest = (): void => repeat(30, (index) => turn({ status: { calls: index } }))
  unrest()
  wait(14 * 60)
  t.strictSame([restless(), ended.length], [['changes'], 0])
  wait(2 * 60)
  t.strictSame([restless(), ended.length], [[], 1])
  unrest()
  turn({ finalized: true })
  t.strictSame([restless(), began.length, ended.length], [[], 2, 2])
})

t.test('memory has an end: of too many parents those that were silent longest go, and of too long answers the texts', async (t) => {
  const { turn, began, ended } = watching()
  repeat(30, (index) => turn({ status: { calls: index } }))
  repeat(mostParents, (index) => turn({ uid: `p${index}`, seconds: 0 }))
  t.strictSame([began.length, ended.length], [1, 1])
  const large = watching()
  const text = 'x'.repeat(mostCharacters)
  repeat(12, (index) => large.turn({ children: [named(`${text}${index % 2}`)], observed: stored('', index) }))
  t.match(large.began, [{ unrest: 'alternates', what: [] }], 'found all the same')
})

/** A controller whose answers stand in a list, by the generation label of its parent. */
const scripted = (answer: (call: number) => JsonObject): Controller => {
  let call = 0
  return { ...greeting, sync: () => ({ answer: JSON.parse(JSON.stringify(answer(call++))) satisfies CompositeAnswer, problems: [], childless: true }) }
}

t.test('metrics and one line say so, one more says that it is over; answers stay as they are', async (t) => {
  const { log, lines } = recorder()
  let now = Date.parse(noon)
  const app = openApp(t, { controllers: [scripted((call) => ({ status: { secret: `s${call % 2}` }, children: [] })), mirror], log, clock: () => new Date(now).toISOString() })
  const page = async (): Promise<string> => (await app.inject('/metrics')).body
  const gauge = 'kaspr_hooks_nonconverging_parents{controller="greeting",unrest="alternates"}'
  t.match(await page(), `${gauge} 0\n`)
  for (let call = 0; call < 9; call += 1) t.strictSame(JSON.parse((await post(app, sync, {})).body), { status: { secret: `s${call % 2}` }, children: [] })
  t.equal(seriesOf(await page(), gauge), 1)
  t.equal(seriesOf(await page(), 'kaspr_hooks_nonconverging_total{controller="greeting",unrest="alternates"}'), 1)
  now += 16 * 60 * 1000
  t.match(await page(), `${gauge} 0\n`)
  const said = lines().filter(({ unrest }) => unrest !== undefined)
  t.match(said, [
    { level: 'warn', controller: 'greeting', parent: 'Greeting n1/hi', unrest: 'alternates', what: 'the parent: status.secret', msg: 'a parent comes to no rest' },
    { level: 'info', parent: 'Greeting n1/hi', seconds: 960, msg: 'a parent came to rest, or is gone' },
  ])
  t.notMatch(JSON.stringify(said), /s0|s1/, 'no values')
})
