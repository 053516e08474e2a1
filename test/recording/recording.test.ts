import t from 'tap'
import { controllers as allControllers } from '../../hooks/index.ts'
import { readRecording, recordingOf, withSettings } from '../../src/recording/recording.ts'

const good = { controller: 'toy', hook: 'sync', now: '2026-01-01T00:00:00Z', settings: { A: 'b' }, request: { parent: {} }, response: { children: [] } }
const read = (value: unknown) => readRecording(JSON.stringify(value), 'a.json')

t.test('a recording is read as it was written, with or without an answer', async (t) => {
  t.strictSame(read(good), good)
  const { response: _, ...unanswered } = good
  t.strictSame(read(unanswered), unanswered)
  t.equal(JSON.stringify(readRecording('{"controller":"t","hook":"sync","now":"2026-01-01T00:00:00.5+01:00","settings":{},"request":{"n":9223372036854775807}}', 'a').request), '{"n":9223372036854775807}')
})

for (const [name, value, path] of [
  ['a list', [], 'the file'], ['null', null, 'the file'], ['no controller', { ...good, controller: undefined }, 'controller'],
  ['an unknown hook', { ...good, hook: 'validate' }, 'hook'], ['no time', { ...good, now: 'yesterday' }, 'now'],
  ['settings that are no texts', { ...good, settings: { A: 1 } }, 'settings.A'], ['a request that is none', { ...good, request: 'x' }, 'request'],
  ['an answer that is none', { ...good, response: [] }, 'response'],
] as const) {
  t.test(`${name} is refused with file and path`, async (t) => {
    t.throws(() => read(value), { code: 'KH_RECORDING_INVALID', message: new RegExp(`^a\\.json: ${path}: `) })
  })
}

t.test('a file that is no JSON is refused with its name', async (t) => {
  t.throws(() => readRecording('{', 'b.json'), { code: 'KH_RECORDING_INVALID', message: /^b\.json: the file: / })
})

t.test('a recording holds no values of Secrets, however deep', async (t) => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { password: 'aGlkZGVu' } }
  const made = recordingOf({ controller: 'toy', hook: 'sync', now: good.now, settings: {}, request: { related: { 'Secret.v1': { 'n/s': secret } } }, response: { children: [secret] } }, [])
  t.notMatch(JSON.stringify(made), /aGlkZGVu/)
  t.match(made, { request: { related: { 'Secret.v1': { 'n/s': { data: { password: '***' } } } } }, response: { children: [{ data: { password: '***' } }] } })
  t.strictSame(readRecording(JSON.stringify(made), 'x'), made)
})

t.test('the copy of a Secret in its annotation keeps its shape, so that a hook that is called again freezes the same', async (t) => {
  const key = 'metacontroller.k8s.io/last-applied-configuration'
  const applied = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', labels: { a: 'b' } }, type: 'Opaque', data: { password: 'aGlkZGVu' } }
  const copy = JSON.stringify(applied)
  const made = recordingOf({ ...good, hook: 'sync', request: { object: { ...applied, metadata: { ...applied.metadata, annotations: { [key]: copy } } } } }, [])
  t.notMatch(JSON.stringify(made), /aGlkZGVu/)
  t.match(made.request, { object: { metadata: { annotations: { [key]: copy.replace('aGlkZGVu', '***') } } } })
})

t.test('settings that a controller calls secret are masked, and can be given again', async (t) => {
  const controllers = allControllers.filter(({ name }) => name === 'environment')
  const settings = { ENVIRONMENT_MASTER_KEYS: 'v1=hidden', INGRESS_CLASS: 'traefik' }
  const made = recordingOf({ ...good, hook: 'sync', settings }, controllers)
  t.strictSame(made.settings, { ENVIRONMENT_MASTER_KEYS: '***', INGRESS_CLASS: 'traefik' })
  t.strictSame(withSettings(made, { ENVIRONMENT_MASTER_KEYS: 'v1=hidden', INGRESS_CLASS: 'nginx' }).settings, settings, 'no other one is taken')
  t.strictSame(withSettings(made, {}), made)
})
