import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parse } from 'yaml'
import type { Terminal } from '../../src/cli/command.ts'
import { playgroundExamples, firstExamples } from '../../src/cli/playground-examples.ts'
import { playgroundUntil } from '../../src/cli/playground.ts'
import { playgroundSetup } from '../../src/cli/playground-setup.ts'
import { serveOptions } from '../../src/cli/serve-options.ts'
import { serveUntil } from '../../src/cli/serve.ts'
import { termination } from '../../src/cli/termination.ts'
import { toys } from '../server/fixtures/toy-controller.ts'
import { runCommand } from './terminal.ts'

const typed = () => {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal: Terminal = { out: (text) => { out.push(text) }, err: (text) => { err.push(text) }, stdin: async () => '', env: {}, now: () => '2026-01-01T00:00:00Z' }
  return { terminal, out: () => out.join(''), err: () => err.join('') }
}

const found = async (text: () => string, pattern: RegExp, ended: Promise<unknown>): Promise<string> => {
  for (;;) {
    const match = pattern.exec(text())?.[1]
    if (match !== undefined) return match
    await Promise.race([sleep(5), ended])
  }
}

const bare = async () => ({ ...await playgroundSetup({}, { url: 'http://127.0.0.1:8080' }), first: [] })

t.test('it shows the page until it is asked to stop, and then exits with 0', async (t) => {
  const signals = new EventEmitter()
  const { terminal, out, err } = typed()
  const ended = playgroundUntil(termination(signals), { ...await bare(), host: '127.0.0.1', port: 0 }, terminal)
  const url = await found(out, /^The playground is at (\S+)\n$/, ended)
  t.match(err(), 'Building the cluster', 'progress is no output')
  t.match(await (await fetch(url)).text(), '<title>Kaspr Hooks playground</title>')
  signals.emit('SIGTERM')
  t.equal(await ended, 0)
  t.strictSame(signals.eventNames(), [])
})

t.test('wrong usage exits with 2', async (t) => {
  for (const args of [['--port', 'x'], ['--port', '70000'], ['extra'], ['--service', 'nowhere'], ['--loud']]) t.match(await runCommand(['playground', ...args]), { code: 2, err: /^KH_USAGE: / }, args.join(' '))
  t.match(await runCommand(['playground', '--help']), { code: 0, out: /Example: kaspr-hooks playground/ })
})

t.test('all examples are there with a line each, and the first ones among them', async (t) => {
  const examples = await playgroundExamples()
  t.ok(examples.length >= 20)
  for (const { name, summary } of examples) t.ok(summary.length > 8 && summary.length < 140 && !summary.includes('#'), `${name}: ${summary}`)
  for (const name of firstExamples) t.ok(examples.some((example) => example.name === name), name)
})

t.test('an example of a folder is offered, and its group runs there, one pod after the other', async (t) => {
  const signals = new EventEmitter()
  const { terminal, out } = typed()
  const ended = playgroundUntil(termination(signals), { ...await bare(), host: '127.0.0.1', port: 0 }, terminal)
  const url = await found(out, /^The playground is at (\S+)\n$/, ended)
  const get = async (path: string) => JSON.parse(await (await fetch(`${url}/api/${path}`)).text())
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}/api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    t.equal(response.status, 200, path)
    return response.json()
  }
  const name = 'oaat/items-from-configmap'
  t.ok((await get('examples')).some((example: { readonly name: string }) => example.name === name))
  const { text } = await get(`examples/${encodeURIComponent(name)}`)
  t.strictSame(await post('check', { text }), { findings: [] })
  await post('apply', { text })
  await post('clock', { action: 'advance', milliseconds: 120_000 })
  const group = await get(`objects?id=${encodeURIComponent('kawaja.net/v1|OaatGroup|default|tenant-migration')}`)
  signals.emit('SIGTERM')
  await ended
  const { status } = parse(group.stored)
  t.match(status, { state: 'idle' })
  t.strictSame(status.history.map(({ item, result }: { readonly item: string; readonly result: string }) => `${item} ${result}`).toSorted(),
    ['alder', 'birch', 'canary', 'cedar', 'elm', 'hazel', 'juniper'].map((item) => `${item} Succeeded`))
})

const served = async (host: string) => {
  const signals = new EventEmitter()
  const { terminal, out } = typed()
  const options = serveOptions({ host, port: '0', 'operations-port': '0', 'drain-seconds': '0', 'playground-port': '0', 'studio-port': '0' }, {})
  const seen: string[] = []
  const playground: typeof playgroundSetup = async (_settings, service) => {
    seen.push(service.url)
    return { ...await bare(), service }
  }
  const ended = serveUntil(termination(signals), { controllers: toys, options, hints: true, playground }, terminal)
  const url = await found(out, /open the playground in a browser:\n\s+(\S+)/, ended)
  return { url, seen, out, stop: async () => { signals.emit('SIGTERM'); return ended } }
}

t.test('serve opens it beside the service, for this machine only, and says where', async (t) => {
  const { url, seen, out, stop } = await served('0.0.0.0')
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal((await fetch(`${url}/api/world`)).status, 200)
  t.match(seen[0], /^http:\/\/127\.0\.0\.1:\d+$/, 'copied commands ask an address that can be reached')
  t.equal((await fetch(`${seen[0]}/api/world`)).status, 404, 'the listener of the hooks does not serve it')
  t.match(out(), 'npx kaspr-hooks render')
  t.equal(await stop(), 0)
  await t.rejects(fetch(url))
})

t.test('beside it is the Studio on the same cluster, for whoever has the address', async (t) => {
  const { url, out, stop } = await served('127.0.0.1')
  const [, studio = '', token = ''] = /^ +(http:\/\/127\.0\.0\.1:\d+)\/studio\/#token=([\w-]{43})$/m.exec(out()) ?? []
  t.match(await (await fetch(`${studio}/studio/`)).text(), '<title>')
  const ask = async (path: string, given: string) => fetch(`${studio}/api/v1/${path}`, { headers: { authorization: `Bearer ${given}` } })
  t.equal((await ask('programs', 'guessed')).status, 401)
  t.match(await (await ask('programs', token)).json(), { items: [{ name: 'greeting', ready: 'True' }] })
  const { trees } = JSON.parse(await (await fetch(`${url}/api/world`)).text())
  const parent = trees.find(({ kind }: { readonly kind: string }) => kind === 'MyResource')
  t.match(parent, { name: 'hello', children: [{ kind: 'ConfigMap', name: 'hello-message' }] })
  t.equal(await stop(), 0)
  await t.rejects(fetch(`${studio}/studio/`))
})

t.test('the address of the Studio is another one every time', async (t) => {
  const [one, other] = [await served('127.0.0.1'), await served('127.0.0.1')]
  const [first, second] = [one, other].map(({ out }) => /#token=\S+/.exec(out())?.[0])
  t.not(first, second)
  await Promise.all([one.stop(), other.stop()])
})

t.test('when the Studio cannot start, nothing keeps running', async (t) => {
  const { url, stop } = await served('127.0.0.1')
  const options = serveOptions({ host: '127.0.0.1', port: '0', 'operations-port': '0', 'playground-port': '0', 'studio-port': new URL(url).port }, {})
  await t.rejects(serveUntil(termination(new EventEmitter()), { controllers: toys, options, hints: false, playground: bare }, typed().terminal), { code: 'KH_LISTEN_FAILED' })
  await stop()
})

t.test('an example is what can be applied: no requests, no recordings', async (t) => {
  const examples = await playgroundExamples()
  t.ok(examples.some(({ name }) => name === 'studio/hello'))
  t.notOk(examples.some(({ name }) => name.startsWith('requests/')))
})

t.test('when the playground cannot start, nothing keeps running', async (t) => {
  const { url, stop } = await served('127.0.0.1')
  const options = serveOptions({ host: '127.0.0.1', port: '0', 'operations-port': '0', 'playground-port': new URL(url).port, 'studio-port': '0' }, {})
  await t.rejects(serveUntil(termination(new EventEmitter()), { controllers: toys, options, hints: false, playground: bare }, typed().terminal), { code: 'KH_LISTEN_FAILED' })
  await stop()
})
