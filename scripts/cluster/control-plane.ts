import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NotReady, PartFailed, PlatformUnsupported } from './errors.ts'
import { layoutOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { isAlive, recordOf, signal } from './process-record.ts'
import { buildPrograms } from './programs.ts'
import { readState, writeState } from './state.ts'
import type { State } from './state.ts'

/** A control plane that runs. */
export interface ControlPlane {
  readonly layout: Layout
  /** Lets it live on after this process; otherwise it goes down with it. */
  readonly keep: () => void
}

export interface StartOptions {
  /** Folder for everything that is written; below the cache when absent. */
  readonly folder?: string | undefined
  readonly say: (line: string) => void
}

const readyMilliseconds = 120_000

/** The state of what runs; undefined when nothing does. */
export const runningState = (layout: Layout): State | undefined => {
  const state = readState(layout)
  return state !== undefined && isAlive(state.supervisor) ? state : undefined
}

/** Builds what is missing, starts a control plane unless one runs there, and waits until it is ready. Throws coded errors. */
export const startControlPlane = async ({ folder, say }: StartOptions): Promise<ControlPlane> => {
  if (process.platform !== 'linux') throw new PlatformUnsupported(process.platform)
  buildPrograms(say)
  const layout = layoutOf(folder)
  if (runningState(layout) === undefined) await stopControlPlane(layout)
  const isRunning = runningState(layout) !== undefined
  say(isRunning ? 'a control plane runs already' : 'starting the control plane')
  const supervisor = isRunning ? undefined : supervise(layout)
  await ready(layout, supervisor)
  return { layout, keep: () => { letGo(supervisor) } }
}

const supervise = (layout: Layout): ChildProcess => {
  mkdirSync(dirname(layout.folder), { recursive: true })
  // Only one of two that start at the same time gets past this.
  mkdirSync(layout.folder, { mode: 0o700 })
  mkdirSync(layout.logs)
  const log = openSync(join(layout.logs, 'supervisor.log'), 'a')
  const program = fileURLToPath(new URL('supervise.ts', import.meta.url))
  // A session of its own: Ctrl-C in the terminal reaches the starter, which decides.
  const child = spawn(process.execPath, [program, dirname(layout.folder)], { detached: true, stdio: ['pipe', log, log] })
  closeSync(log)
  // From now on the folder has an owner.
  writeState(layout, { phase: 'starting', message: 'supervisor', supervisor: recordOf('supervisor', child.pid ?? 0), parts: [], server: '' })
  child.unref()
  child.stdin?.on('error', () => undefined)
  return child
}

const ready = async (layout: Layout, supervisor: ChildProcess | undefined): Promise<void> => {
  for (let waited = 0; waited < readyMilliseconds; waited += 50) {
    const state = readState(layout)
    if (state?.phase === 'ready') return
    if (state?.phase === 'failed') throw new PartFailed(state.message, layout.logs)
    if (supervisor !== undefined && supervisor.exitCode !== null) throw new PartFailed('the supervisor ended', layout.logs)
    await pause(50)
  }
  const message = readState(layout)?.message ?? 'the supervisor said nothing'
  await stopProcesses(layout)
  throw new NotReady(message, layout.logs)
}

const letGo = (supervisor: ChildProcess | undefined): void => {
  supervisor?.stdin?.end('keep\n')
}

/** Stops what runs there, also what a killed supervisor left behind, and takes the folder away. Nothing to stop is fine. */
export const stopControlPlane = async (layout: Layout): Promise<boolean> => {
  const wasThere = existsSync(layout.folder)
  await stopProcesses(layout)
  rmSync(layout.folder, { recursive: true, force: true })
  return wasThere
}

const stopProcesses = async (layout: Layout): Promise<void> => {
  const { supervisor, parts } = readState(layout) ?? { parts: [] }
  if (supervisor !== undefined) {
    signal(supervisor, 'SIGTERM')
    for (let waited = 0; waited < 6000 && isAlive(supervisor); waited += 50) await pause(50)
    signal(supervisor, 'SIGKILL')
  }
  for (const part of parts) signal(part, 'SIGKILL')
  for (let waited = 0; waited < 2000 && parts.some(isAlive); waited += 50) await pause(50)
}
