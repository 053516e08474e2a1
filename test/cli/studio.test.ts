import t from 'tap'
import { studioOptions } from '../../src/cli/studio-options.ts'
import { studioUntil } from '../../src/cli/studio.ts'
import { isObject } from '../../src/protocol/json.ts'

t.test('options come from flags, then from variables, then from defaults', async (t) => {
  t.match(studioOptions({}, {}), { host: '127.0.0.1', port: 8083, hosts: [], namespace: 'default', traffic: [], logLevel: 'info', isLocal: false })
  t.match(studioOptions({ port: '0', traffic: ['http://a:1', 'http://b:2/'] }, { KASPR_HOOKS_STUDIO_PORT: '9', POD_NAMESPACE: 'p' }), { port: 0, namespace: 'p', traffic: ['http://a:1', 'http://b:2'] })
  t.match(studioOptions({}, { KASPR_HOOKS_STUDIO_PORT: 'tcp://10.0.0.1:8083', KASPR_HOOKS_STUDIO_TRAFFIC: 'http://a:1, http://b:2', KASPR_HOOKS_STUDIO_ALLOWED_HOST: 'x.example.com' }), { port: 8083, traffic: ['http://a:1', 'http://b:2'], hosts: ['x.example.com'] })
  for (const wrong of [{ port: 'x' }, { port: '65536' }, { traffic: ['a:1'] }, { 'log-level': 'loud' }]) t.throws(() => studioOptions(wrong, {}), { code: 'KH_USAGE' }, JSON.stringify(wrong))
})

t.test('a local Studio lets in whoever has the printed address, and nobody else', async (t) => {
  const asked = Promise.withResolvers<void>()
  const printed = Promise.withResolvers<string>()
  const terminal = { out: (text: string) => { printed.resolve(text) }, err: () => undefined, stdin: async () => '', env: {}, now: () => '' }
  const run = studioUntil({ asked: asked.promise, insisted: new AbortController().signal, forget: () => undefined }, { ...studioOptions({ port: '0', local: true }, {}) }, terminal)
  const [, url = '', token = ''] = /(http:\S+)\/studio\/#token=(\S{43})\n/.exec(await printed.promise) ?? []
  const me = await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  const said: unknown = await me.json()
  t.match(isObject(said) ? said : {}, { user: 'local' })
  t.equal((await fetch(`${url}/api/v1/me`)).status, 401)
  t.equal((await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token.slice(1)}` } })).status, 401)
  asked.resolve()
  t.equal(await run, 0)
})
