import { EventEmitter, once } from 'node:events'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import t from 'tap'
import type { Terminal } from '../../src/cli/command.ts'
import { main } from '../../src/cli/main.ts'
import { serveOptions } from '../../src/cli/serve-options.ts'
import { serveUntil } from '../../src/cli/serve.ts'
import { termination } from '../../src/cli/termination.ts'
import { greetingRequest, noon, sync } from '../server/fixtures/request.ts'
import { toys } from '../server/fixtures/toy-controller.ts'

/** A terminal that remembers what was written to it. */
const typed = (env: Record<string, string> = {}) => {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal: Terminal = { out: (text) => { out.push(text) }, err: (text) => { err.push(text) }, stdin: async () => '', env, now: () => noon }
  return { terminal, out: () => out.join(''), err: () => err.join('') }
}

const local = { host: '127.0.0.1', port: '0', 'operations-port': '0', 'drain-seconds': '0' }

/** A run of `serve` with the toys; signals are events. */
const running = (values: Record<string, string> = {}, env: Record<string, string> = {}, hints = false) => {
  const signals = new EventEmitter()
  const { terminal, out } = typed(env)
  const options = serveOptions({ ...local, ...values }, env)
  const ended = serveUntil(termination(signals), { controllers: toys, options, hints }, terminal)
  const address = async (): Promise<string> => {
    for (;;) {
      const found = /"hooks":"([^"]+)"/.exec(out())?.[1]
      if (found !== undefined) return found
      await Promise.race([sleep(5), ended])
    }
  }
  return { signals, ended, out, address }
}

const blockedPort = async (t: { teardown: (end: () => unknown) => void }): Promise<string> => {
  const blocker = createServer().listen(0, '127.0.0.1')
  t.teardown(() => blocker.close())
  await once(blocker, 'listening')
  const address = blocker.address()
  return String(typeof address === 'object' && address !== null ? address.port : 0)
}

t.test('it serves until it is asked to stop, and then exits with 0', async (t) => {
  const { signals, ended, out, address } = running({}, { TOY_WORD: 'Ahoy' })
  const answer = await fetch(`${await address()}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(greetingRequest()) })
  t.match(await answer.text(), 'Ahoy you', 'variables are settings')
  signals.emit('SIGTERM')
  t.equal(await ended, 0)
  t.match(out(), /"msg":"stopped"/)
  t.same(signals.eventNames(), [], 'signals have their usual effect again')
})

t.test('a second signal ends it at once, with 1', async (t) => {
  const { signals, ended, address } = running({ 'drain-seconds': '600' })
  await address()
  signals.emit('SIGINT')
  signals.emit('SIGTERM')
  t.equal(await ended, 1)
})

t.test('without hints there are only log lines, with hints there is what to do next', async (t) => {
  const quiet = running()
  await quiet.address()
  quiet.signals.emit('SIGTERM')
  await quiet.ended
  for (const line of quiet.out().trim().split('\n')) t.doesNotThrow(() => JSON.parse(line), line)
  const helpful = running({ 'token-file': join(t.testdir({ token: 'sesame' }), 'token') }, {}, true)
  const address = await helpful.address()
  helpful.signals.emit('SIGTERM')
  await helpful.ended
  t.match(helpful.out(), `--data-binary @examples/requests/kasprapp-sync.json ${address}/hooks/kasprapp/sync`)
  t.match(helpful.out(), 'npx kaspr-hooks render examples/quickstart.yaml')
  t.match(helpful.out(), `${address}/docs`)
  t.match(helpful.out(), /Bearer \$\(head -n 1 .*token\)/)
  t.notMatch(helpful.out(), 'sesame')
})

t.test('a wrong setting stops it before it listens', async (t) => {
  const { ended, signals } = running({}, { TOY_WORD: 'forbidden' })
  await t.rejects(ended, { code: 'KH_SETTING_INVALID', message: 'Setting TOY_WORD: must be a friendly word' })
  t.same(signals.eventNames(), [])
})

t.test('a port in use and a missing token file are coded errors with exit code 1', async (t) => {
  const taken = typed()
  const port = await blockedPort(t)
  t.equal(await main(['serve', '--host', '127.0.0.1', '--port', port, '--operations-port', '0'], taken.terminal), 1)
  t.match(taken.err(), `KH_LISTEN_FAILED: Cannot listen on 127.0.0.1:${port}: `)
  const missing = typed({ KASPR_HOOKS_TOKEN_FILE: join(t.testdir(), 'none') })
  t.equal(await main(['serve', '--host', '127.0.0.1', '--port', '0'], missing.terminal), 1)
  t.match(missing.err(), /^KH_FILE_UNREADABLE: .*none/)
})

t.test('wrong usage exits with 2 and says where help is', async (t) => {
  for (const args of [['--port', 'x'], ['--loud'], ['extra'], ['--log-level', 'loud']]) {
    const { terminal, err } = typed()
    t.equal(await main(['serve', ...args], terminal), 2, args.join(' '))
    t.match(err(), /^KH_USAGE: .*\nSee: kaspr-hooks serve --help\n$/)
  }
})

t.test('as a process: it listens, drains on SIGTERM and exits with 0', async (t) => {
  const program = fileURLToPath(new URL('../../src/cli/process.ts', import.meta.url))
  const child = spawn(process.execPath, [program, 'serve', '--host', '127.0.0.1', '--port', '0'], {
    env: { ...process.env, KASPR_HOOKS_OPERATIONS_PORT: '0', KASPR_HOOKS_DRAIN_SECONDS: '0' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  const { msg, hooks } = JSON.parse(String(line))
  t.equal(msg, 'listening')
  t.equal((await fetch(`${hooks}/readyz`)).status, 200)
  child.kill('SIGTERM')
  t.same(await exited, [0, null])
})
