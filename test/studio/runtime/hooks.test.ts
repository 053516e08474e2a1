import t from 'tap'
import { bundleSpec, answering, asked, codeOf, greeting, myResource } from './fixtures/program.ts'
import { openPrograms, sync } from './fixtures/service.ts'
import { shareOf } from '../../../studio/runtime/bundle.ts'

const finalize = '/hooks/programs/hello/finalize'
const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { message: 'old' } }
const observed = {
  'ConfigMap.v1': {
    'n1/a': { ...applied, metadata: { name: 'a', namespace: 'n1', uid: 'c1', annotations: { 'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(applied) } } },
  },
}

t.test('a program with finalize is asked before its parent goes', async (t) => {
  const { post } = openPrograms(t)
  const source = `${greeting}\nexport const finalize = ({ children }) => ({ status: {}, children: [], finalized: Object.keys(children['ConfigMap.v1']).length === 0 })`
  t.same((await post(finalize, asked({ bundle: bundleSpec(source), children: observed, finalizing: true }))).body, { status: {}, children: [], finalized: false })
  t.same((await post(finalize, asked({ bundle: bundleSpec(source), finalizing: true }))).body, { status: {}, children: [], finalized: true })
})

t.test('a program without finalize keeps no parent from going, and its children stay as last applied', async (t) => {
  const { post } = openPrograms(t)
  const { status, body } = await post(finalize, asked({ children: observed, finalizing: true, parent: { ...myResource(), status: { message: 'hi' } } }))
  t.equal(status, 200)
  t.same(body, { status: { message: 'hi' }, children: [applied], finalized: true })
})

t.test('a finalize that fails is no reason to let a parent go', async (t) => {
  const { post } = openPrograms(t)
  const source = `${greeting}\nexport const finalize = () => { throw new Error('not yet') }`
  t.match(await post(finalize, asked({ bundle: bundleSpec(source), finalizing: true })), { status: 500, body: { code: 'KH_PROGRAM_STOPPED' } })
})

t.test('childless is for us, not for Metacontroller', async (t) => {
  const { post } = openPrograms(t)
  const empty = { status: {}, children: [] }
  t.match(await post(sync, asked({ bundle: bundleSpec(answering(empty)), children: observed })), { status: 500, body: { code: 'KH_GUARD', detail: /not-emptied/ } })
  const { status, body } = await post(sync, asked({ bundle: bundleSpec(answering({ ...empty, childless: true })), children: observed }))
  t.equal(status, 200)
  t.same(body, empty)
})

t.test('a resync that would come too soon, or overflow, is moved, and the log says so', async (t) => {
  const { post, programs } = openPrograms(t)
  for (const [asks, gets] of [[0, 0], [0.2, 1], [1, 1], [30.5, 30.5], [1e9, 366 * 24 * 3600]]) {
    const { body } = await post(sync, asked({ bundle: bundleSpec(answering({ status: {}, children: [], resyncAfterSeconds: asks })) }))
    t.equal(body['resyncAfterSeconds'], gets)
  }
  const { records } = await programs.traffic.logs({ program: 'hello' })
  t.match(records.map(({ level, source, message }) => ({ level, source, message })), [{ level: 'warn', source: 'host', message: 'resyncAfterSeconds 0.2 was made 1' }, { message: /31622400/ }])
})

const candidate = answering({ status: { canary: true }, children: [] })

t.test('a canary by percent answers for the parents whose hash is below it, always the same ones', async (t) => {
  const { post } = openPrograms(t)
  const spec = bundleSpec(answering({ status: { canary: false }, children: [] }), { canary: { ...codeOf(candidate), percent: 40 } })
  const uids = Array.from({ length: 30 }, (_, at) => `uid-${at}`)
  const ask = async (uid: string): Promise<unknown> => (await post(sync, asked({ bundle: spec, parent: myResource('hi', { uid }) }))).body.status
  const shares = uids.map((uid) => shareOf(uid) < 40)
  t.ok(shares.includes(true) && shares.includes(false))
  t.same(await Promise.all(uids.map(ask)), shares.map((canary) => ({ canary })))
})

t.test('the shares of parents are even enough', async (t) => {
  const below = Array.from({ length: 10_000 }, (_, at) => shareOf(`uid-${at}`)).filter((share) => share < 20).length
  t.ok(below > 1800 && below < 2200, String(below))
})

t.test('a canary by selector answers for the parents that carry the labels', async (t) => {
  const { post } = openPrograms(t)
  const spec = bundleSpec(answering({ status: { canary: false }, children: [] }), { canary: { ...codeOf(candidate), selector: { matchLabels: { stage: 'test' } } } })
  const ask = async (labels: object): Promise<unknown> => (await post(sync, asked({ bundle: spec, parent: myResource('hi', { labels }) }))).body.status
  t.same(await ask({ stage: 'test' }), { canary: true })
  t.same(await ask({ stage: 'live' }), { canary: false })
})

t.test('a broken canary fails: nothing falls back to the active code', async (t) => {
  const { post } = openPrograms(t)
  const spec = bundleSpec(greeting, { canary: { ...codeOf(candidate), code: 'x', percent: 100 } })
  t.match(await post(sync, asked({ bundle: spec })), { status: 500, body: { code: 'KH_PROGRAM_DIGEST' } })
})

t.test('a program of which nothing is active answers nothing', async (t) => {
  const { post } = openPrograms(t)
  const { active, ...spec } = bundleSpec(greeting)
  t.ok(active)
  t.match(await post(sync, asked({ bundle: spec })), { status: 500, body: { code: 'KH_PROGRAM_BUNDLE_INVALID', detail: /nothing is active/ } })
})
