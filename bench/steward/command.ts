import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BenchFailed } from '../failure.ts'

/** What a process tells of itself. */
export interface Figures {
  /** When it was asked, in seconds of the asking process. */
  readonly at: number
  readonly cpuSeconds: number
  readonly bytes: number
  readonly heapBytes: number
  readonly polls: number
  readonly reports: number
}

/** `kaspr-hooks steward` as it is started everywhere, against an API server. */
export interface StewardCommand {
  readonly figures: () => Promise<Figures>
  readonly stop: () => Promise<void>
}

const file = fileURLToPath(new URL('../../bin/kaspr-hooks.js', import.meta.url))

const kubeconfig = (server: string): string => JSON.stringify({
  'apiVersion': 'v1', 'kind': 'Config', 'clusters': [{ name: 'fake', cluster: { server } }], 'users': [{ name: 'me', user: { token: 'none' } }],
  'contexts': [{ name: 'here', context: { cluster: 'fake', user: 'me' } }], 'current-context': 'here',
})

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts the command and waits until it answers. Throws BenchFailed when it ends instead. */
export const startCommand = async (server: string, nodeOptions: readonly string[]): Promise<StewardCommand> => {
  const folder = await mkdtemp(join(tmpdir(), 'steward-'))
  await writeFile(join(folder, 'config'), kubeconfig(server))
  const port = await freePort()
  const child = spawn(process.execPath, [...nodeOptions, file, 'steward', '--member-address', 'http://127.0.0.1:{port}/{pod}', '--host', '127.0.0.1', '--operations-port', String(port), '--log-level', 'warn'], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', KUBECONFIG: join(folder, 'config') }, stdio: ['ignore', 'inherit', 'inherit'],
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true })
  }
  const page = `http://127.0.0.1:${port}`
  for (let tries = 0; !await isReady(page); tries += 1) {
    if (child.exitCode !== null || tries > 200) throw await stop().then(() => new BenchFailed('the steward does not become ready'))
    await sleep(100)
  }
  return { stop, figures: async () => figuresIn(await (await fetch(`${page}/metrics`)).text()) }
}

const isReady = async (page: string): Promise<boolean> => fetch(`${page}/readyz`).then(({ ok }) => ok, () => false)

const figuresIn = (metrics: string): Figures => {
  const sum = (name: string): number => metrics.split('\n').filter((line) => new RegExp(`^${name}[ {]`).test(line)).reduce((all, line) => all + Number(line.slice(line.lastIndexOf(' '))), 0)
  return {
    at: performance.now() / 1000,
    cpuSeconds: sum('process_cpu_seconds_total'), bytes: sum('process_resident_memory_bytes'), heapBytes: sum('nodejs_heap_size_used_bytes'),
    polls: sum('kaspr_steward_polls_total'), reports: sum('kaspr_steward_reports_written_total'),
  }
}
