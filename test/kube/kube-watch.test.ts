import type { ServerResponse } from 'node:http'
import t from 'tap'
import { codeOf } from '../../src/engine/api-errors.ts'
import type { WatchEvent } from '../../src/engine/object-store.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { kind } from '../../src/kit/kind.ts'
import { fakeServer, json, refusal, until } from './fake-server.ts'
import type { Got } from './fake-server.ts'

const Thing = kind('example.com/v1', 'Thing', 'things')
const thing = (name: string, version: number, uid = `uid-${name}`): object =>
  ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name, namespace: 'n1', uid, resourceVersion: String(version) } })
const list = (answer: ServerResponse, version: number, ...items: readonly object[]): void =>
  { json(answer, 200, { metadata: { resourceVersion: String(version) }, items }) }
const say = (answer: ServerResponse, type: string, object: object): void => { answer.write(`${JSON.stringify({ type, object })}\n`) }
const bookmark = (version: number): object => ({ kind: 'Thing', metadata: { resourceVersion: String(version) } })

/** Lists and watches are answered by one step each, in turn; the last watch stays open. */
const steps = (lists: readonly ((answer: ServerResponse) => void)[], watches: readonly ((answer: ServerResponse) => void)[]) => {
  const [nextList, nextWatch] = [[...lists], [...watches]]
  return ({ query }: Got, answer: ServerResponse): void => {
    const step = query['watch'] === 'true' ? nextWatch.shift() : nextList.shift()
    step?.(answer)
  }
}

interface Test { readonly testdir: (files: Record<string, string>) => string; readonly teardown: (end: () => unknown) => void }

const watched = async (t: Test, ...[lists, watches]: Parameters<typeof steps>) => {
  const { client, got, waits } = await fakeServer(t, steps(lists, watches))
  const events: string[] = []
  const errors: string[] = []
  const store = kubeStore(client, { onWatchError: (error, { plural }) => { errors.push(`${plural} ${codeOf(error)}`) } })
  const end = store.watch(Thing, ({ type, object: { metadata: { name, resourceVersion } } }: WatchEvent) => { events.push(`${type} ${name} ${resourceVersion}`) })
  t.teardown(end)
  return { events, errors, got, waits, end }
}
const versions = (got: readonly Got[]): readonly string[] => got.map(({ query }) => query['watch'] === 'true' ? `watch ${query['resourceVersion']}` : 'list')

t.test('first everything that is there, then every change, however the bytes are cut', async (t) => {
  const { events, got } = await watched(t, [(answer) => { list(answer, 5, thing('a', 3), thing('b', 4)) }], [(answer) => {
    say(answer, 'ADDED', thing('c', 6))
    const text = `${JSON.stringify({ type: 'MODIFIED', object: thing('a', 7) })}\n`
    answer.write(text.slice(0, 20))
    setImmediate(() => {
      answer.write(text.slice(20))
      say(answer, 'DELETED', thing('b', 8))
    })
  }])
  await until(() => events.length === 5)
  t.strictSame(events, ['Added a 3', 'Added b 4', 'Added c 6', 'Modified a 7', 'Deleted b 8'])
  t.match(got[1], { query: { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '5', timeoutSeconds: /^\d+$/ } })
})

t.test('a watch that the server ends goes on from the last bookmark at once', async (t) => {
  const { events, got, waits } = await watched(t, [(answer) => { list(answer, 5) }], [
    (answer) => { say(answer, 'BOOKMARK', bookmark(90)); answer.end() },
    (answer) => { say(answer, 'ADDED', thing('a', 91)) },
  ])
  await until(() => events.length === 1)
  t.strictSame([versions(got), waits], [['list', 'watch 5', 'watch 90'], []])
})

t.test('a server that has forgotten where we were is read anew: what went away in between is told', async (t) => {
  const expired = refusal(410, 'Expired', 'too old resource version')
  for (const forget of [
    (answer: ServerResponse) => { say(answer, 'ERROR', expired); answer.end() },
    (answer: ServerResponse) => { json(answer, 410, expired) },
  ]) {
    const { events, errors, got } = await watched(t, [
      (answer) => { list(answer, 5, thing('a', 1), thing('b', 2), thing('c', 3)) },
      (answer) => { list(answer, 50, thing('a', 1), thing('b', 20), thing('c', 30, 'another')) },
    ], [forget, (answer) => { say(answer, 'ADDED', thing('d', 51)) }])
    await until(() => events.at(-1) === 'Added d 51')
    t.strictSame(events.slice(3), ['Deleted c 3', 'Modified b 20', 'Added c 30', 'Added d 51'])
    t.strictSame([errors, versions(got)], [['things KH_API_EXPIRED'], ['list', 'watch 5', 'list', 'watch 50']])
  }
})

t.test('a broken connection goes on where it was; nothing is told twice', async (t) => {
  const { events, errors, got } = await watched(t, [(answer) => { list(answer, 5, thing('a', 3)) }], [
    (answer) => { say(answer, 'ADDED', thing('b', 6)); setImmediate(() => { answer.destroy() }) },
    (answer) => { say(answer, 'MODIFIED', thing('b', 7)) },
  ])
  await until(() => events.length === 3)
  t.strictSame([events, versions(got), errors.length], [['Added a 3', 'Added b 6', 'Modified b 7'], ['list', 'watch 5', 'watch 6'], 1])
})

t.test('refusals wait longer and longer, up to half a minute', async (t) => {
  const refuse = (answer: ServerResponse): void => { json(answer, 403, refusal(403, 'Forbidden', 'no')) }
  const { events, errors, waits } = await watched(t, [...Array.from({ length: 9 }, () => refuse), (answer) => { list(answer, 5, thing('a', 3)) }], [])
  await until(() => events.length === 1)
  t.strictSame(waits, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  t.strictSame(new Set(errors), new Set(['things KH_API_FORBIDDEN']))
})

t.test('a watch that ends without a word is not opened again at once', async (t) => {
  const silent = (answer: ServerResponse): void => { answer.end() }
  const { events, waits } = await watched(t, [(answer) => { list(answer, 5) }], [silent, silent, (answer) => { say(answer, 'ADDED', thing('a', 6)) }])
  await until(() => events.length === 1)
  t.strictSame(waits, [250, 500])
})

t.test('an ended watch hears nothing, closes its connection and reports nothing', async (t) => {
  let connection: ServerResponse | undefined
  let isClosed = false
  const { events, errors, got, end } = await watched(t, [(answer) => { list(answer, 5) }], [(answer) => {
    connection = answer
    answer.on('close', () => { isClosed = true })
    say(answer, 'ADDED', thing('a', 6))
  }])
  await until(() => events.length === 1)
  end()
  if (connection !== undefined) say(connection, 'ADDED', thing('b', 7))
  await until(() => isClosed)
  t.strictSame([events, errors, got.length], [['Added a 6'], [], 2])
})

t.test('a scope narrows the list and the watch that follows it', async (t) => {
  const { client, got } = await fakeServer(t, steps([(answer) => { list(answer, 5, thing('a', 3)) }], [(answer) => { say(answer, 'ADDED', thing('b', 6)) }]))
  const names: string[] = []
  t.teardown(kubeStore(client, { scope: () => ({ namespace: 'n1', labelSelector: 'app=shop' }) }).watch(Thing, ({ object }) => { names.push(object.metadata.name) }))
  await until(() => names.length === 2)
  t.strictSame(got.map(({ path, query }) => [path, query['labelSelector'], query['watch']]), [
    ['/apis/example.com/v1/namespaces/n1/things', 'app=shop', undefined], ['/apis/example.com/v1/namespaces/n1/things', 'app=shop', 'true'],
  ])
})
