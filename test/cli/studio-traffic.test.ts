import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { studioOptions } from '../../src/cli/studio-options.ts'
import { studioUntil } from '../../src/cli/studio.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { ProgramCall } from '../../studio/traffic/traffic.ts'
import { asked, bundleSpec, codeOf } from '../studio/runtime/fixtures/program.ts'

interface Test { readonly teardown: (end: () => unknown) => void }

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The hook service as a process of its own, with this file of tokens. */
const serving = async (t: Test, tokenFile: string): Promise<{ readonly hooks: string; readonly operations: string }> => {
  const program = fileURLToPath(new URL('../../src/cli/process.ts', import.meta.url))
  const args = ['serve', '--host', '127.0.0.1', '--port', '0', '--operations-port', String(await freePort()), '--drain-seconds', '0', '--traffic-token-file', tokenFile]
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  return JSON.parse(String(line))
}

interface RunningStudio {
  readonly ask: <Body>(path: string) => Promise<Body>
  readonly err: () => string
}

/** A Studio of this process that reads the traffic of another one. */
const showing = async (t: Test, values: Readonly<Record<string, string>>): Promise<RunningStudio> => {
  const [asked, printed] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()]
  const said: string[] = []
  const terminal = { out: (text: string) => { printed.resolve(text) }, err: (text: string) => { said.push(text) }, stdin: async () => '', env: {}, now: () => '' }
  const run = studioUntil({ asked: asked.promise, insisted: new AbortController().signal, forget: () => undefined }, studioOptions({ port: '0', local: true, ...values }, {}), terminal)
  t.teardown(async () => {
    asked.resolve()
    await run
  })
  const [, url = '', token = ''] = /(http:\S+)\/studio\/#token=(\S{43})\n/.exec(await printed.promise) ?? []
  return {
    err: () => said.join(''),
    ask: async (path) => trusted(await (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json()),
  }
}

const source = 'export const sync = (request, ctx) => { ctx.log.info("to whom it may concern"); return { status: {}, children: [] } }'

/** A call of the program that every local Studio has. */
const call = async (hooks: string): Promise<number> => {
  const spec = bundleSpec(source, { program: 'greeting', active: { ...codeOf(source), revision: 'greeting-1' } })
  const related = { 'HookBundle.studio.kaspr.io/v1alpha1': { greeting: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookBundle', metadata: { name: 'greeting' }, spec } } }
  const body = JSON.stringify(asked({ related }))
  return (await fetch(`${hooks}/hooks/programs/greeting/sync`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status
}

t.test('a Studio shows recordings of another process to whoever shares its token, and nobody else', async (t) => {
  const folder = t.testdir({ right: 'sesame\n', wrong: 'open\n' })
  const { hooks, operations } = await serving(t, join(folder, 'right'))
  t.equal(await call(hooks), 200)
  const recordings = '/programs/greeting/recordings'
  const known = await showing(t, { 'traffic': operations, 'traffic-token-file': join(folder, 'right') })
  const { items } = await known.ask<{ readonly items: readonly ProgramCall[] }>(recordings)
  t.match(items, [{ program: 'greeting', revision: 'greeting-1', outcome: 'ok', parent: { name: 'a' } }])
  t.match(await known.ask<ProgramCall>(`/recordings/${items[0]?.id ?? ''}`), { request: { parent: { metadata: { name: 'a' } } } })
  for (const values of [{ 'traffic': operations, 'traffic-token-file': join(folder, 'wrong') }, { traffic: operations }]) {
    const stranger = await showing(t, { ...values, 'log-level': 'warn' })
    t.strictSame(await stranger.ask(recordings), { items: [] })
    t.match(stranger.err(), /status 401.*did not answer/)
  }
})
