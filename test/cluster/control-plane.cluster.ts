import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { runningState, startControlPlane, stopControlPlane } from '../../scripts/cluster/control-plane.ts'
import { layoutOf } from '../../scripts/cluster/layout.ts'
import type { Layout } from '../../scripts/cluster/layout.ts'
import { isAlive, recordOf } from '../../scripts/cluster/process-record.ts'
import type { ProcessRecord } from '../../scripts/cluster/process-record.ts'
import { readState, writeState } from '../../scripts/cluster/state.ts'
import { eventually } from './harness/eventually.ts'

// The control plane of the tests itself: it starts, and it never leaves a process behind.

const command = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env) =>
  spawnSync(process.execPath, ['scripts/cluster.ts', ...args], { encoding: 'utf8', env: { ...env } })

const processesOf = (layout: Layout): readonly ProcessRecord[] => {
  const state = readState(layout)
  return state === undefined ? [] : [state.supervisor, ...state.parts]
}

const allGone = (processes: readonly ProcessRecord[]): Promise<void> => eventually('all processes are gone', async () => {
  const alive = processes.filter(isAlive)
  return { done: alive.length === 0, seen: alive }
})

const say = (): void => undefined

t.test('up, status, kubeconfig and down', async (t) => {
  const folder = t.testdir()
  const layout = layoutOf(folder)
  const up = command(['up', '--dir', folder])
  t.equal(up.stdout, `${layout.kubeconfig}\n`, up.stderr)
  const processes = processesOf(layout)
  t.strictSame(processes.map(({ name }) => name), ['supervisor', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'])
  t.ok(processes.every(isAlive), 'it lives on after the command')
  t.match(command(['status', '--dir', folder]), { status: 0, stdout: /^ready\n/ })
  t.match(command(['kubeconfig', '--dir', folder]), { status: 0, stdout: `${layout.kubeconfig}\n` })
  t.equal(command(['up', '--dir', folder]).stdout, up.stdout, 'a second one starts nothing')
  t.strictSame(processesOf(layout), processes)
  t.equal(command(['down', '--dir', folder]).status, 0)
  t.strictSame(processes.filter(isAlive), [])
  t.notOk(existsSync(layout.folder))
  t.match(command(['status', '--dir', folder]), { status: 1, stderr: /^KH_CLUSTER_NOT_RUNNING: / })
  t.equal(command(['down', '--dir', folder]).status, 0, 'nothing to stop is fine')
})

t.test('a killed supervisor takes everything with it', async (t) => {
  const { layout } = await startControlPlane({ folder: t.testdir(), say })
  const processes = processesOf(layout)
  process.kill(processes[0]?.pid ?? 0, 'SIGKILL')
  await allGone(processes)
  t.equal(runningState(layout), undefined)
  await stopControlPlane(layout)
})

t.test('when one part dies, all others end, and the state says which', async (t) => {
  const { layout } = await startControlPlane({ folder: t.testdir(), say })
  const processes = processesOf(layout)
  process.kill(processes.find(({ name }) => name === 'kube-apiserver')?.pid ?? 0, 'SIGKILL')
  await allGone(processes)
  t.match(readState(layout), { phase: 'failed', message: 'kube-apiserver ended by itself with SIGKILL' })
  await stopControlPlane(layout)
})

t.test('it ends with whoever started it, unless it is to be kept', async () => {
  const folder = t.testdir({})
  const layout = layoutOf(folder)
  const program = `import { startControlPlane } from './scripts/cluster/control-plane.ts'
    await startControlPlane({ folder: ${JSON.stringify(folder)}, say() {} })
    process.stdout.write('ready')
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  const processes = processesOf(layout)
  owner.kill('SIGKILL')
  await allGone(processes)
  await stopControlPlane(layout)
})

t.test('an interrupted start leaves nothing behind', async (t) => {
  const folder = t.testdir()
  const layout = layoutOf(folder)
  const starter = spawn(process.execPath, ['scripts/cluster.ts', 'up', '--dir', folder], { stdio: 'ignore' })
  await eventually('the API server is started', async () => ({ done: processesOf(layout).some(({ name }) => name === 'kube-apiserver'), seen: readState(layout) }))
  const processes = processesOf(layout)
  starter.kill('SIGINT')
  await allGone(processes)
  await stopControlPlane(layout)
  t.notOk(existsSync(layout.folder))
})

t.test('a process that got the number of an old one is left alone', async (t) => {
  const layout = layoutOf(t.testdir())
  const foreign = spawn('sleep', ['600'])
  t.teardown(() => foreign.kill())
  const { pid = 0 } = foreign
  const old = { ...recordOf('etcd', pid), started: '1' }
  mkdirSync(layout.folder)
  writeState(layout, { phase: 'ready', message: '', supervisor: old, parts: [old], server: '' })
  await stopControlPlane(layout)
  t.ok(isAlive(recordOf('sleep', pid)))
})

t.test('what is missing is named', async (t) => {
  const env = { PATH: dirname(process.execPath), HOME: t.testdir(), XDG_CACHE_HOME: join(t.testdirName, 'cache') }
  t.match(command(['up'], env), { status: 1, stderr: /^KH_CLUSTER_GO_MISSING: Go 1\.\S+ or newer is needed/ })
})

t.test('wrong usage', async (t) => {
  t.match(command(['sideways']), { status: 2, stderr: /^KH_USAGE: / })
  t.match(command([]), { status: 2, stderr: /^KH_USAGE: / })
  t.match(command(['up', '--wrong']), { status: 2, stderr: /^KH_USAGE: / })
  t.match(command(['--help']), { status: 0, stdout: /Example: / })
})
