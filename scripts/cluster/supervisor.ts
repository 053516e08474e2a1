import type { ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openApi } from './api.ts'
import { spawnBound } from './bound-process.ts'
import { authorityPath, writeCredentials, writeKubeconfigs } from './credentials.ts'
import { NotReady } from './errors.ts'
import { answers, furnish, missing } from './furniture.ts'
import type { Layout } from './layout.ts'
import { hasMetrics, registerMetrics, serveMetrics } from './metrics-api.ts'
import { choosePorts, etcdPart, followers, serverPart } from './parts.ts'
import type { Part } from './parts.ts'
import { isAlive, recordOf, signal } from './process-record.ts'
import type { ProcessRecord } from './process-record.ts'
import { programPath } from './programs.ts'
import { writeState } from './state.ts'
import type { Phase } from './state.ts'

/** Owns the processes of one control plane: starts them in order, and takes all of them down when one goes. */
export class Supervisor {
  readonly #layout: Layout
  readonly #parts: ProcessRecord[] = []
  readonly #ending = new EventEmitter()
  /** Resolves when the control plane is to end: with the reason, empty when somebody asked for it. */
  readonly ended: Promise<string> = once(this.#ending, 'end').then(([reason]) => String(reason))
  #server = ''
  #isEnding = false

  constructor(layout: Layout) {
    this.#layout = layout
    mkdirSync(layout.logs, { recursive: true })
    this.#tell('starting', 'etcd')
  }

  /** Starts everything; the state says `ready` at the end. */
  async start(): Promise<void> {
    const layout = this.#layout
    const credentials = writeCredentials(layout)
    const ports = await choosePorts()
    this.#server = `https://127.0.0.1:${ports.server}`
    this.#spawn(etcdPart(layout, ports))
    await this.#until('etcd', () => accepts(ports.etcd))
    this.#spawn(serverPart(layout, ports, credentials))
    await this.#until('the certificate of the API server', async () => existsSync(authorityPath(layout)))
    writeKubeconfigs(layout, this.#server, credentials)
    const api = openApi(layout.kubeconfig)
    await this.#until('the API server', () => answers(api))
    for (const part of followers(layout, ports, credentials)) this.#spawn(part)
    serveMetrics(layout, api, ports.metrics)
    await furnish(api)
    await registerMetrics(api, ports.metrics)
    await this.#until('nodes and service accounts', async () => await missing(api) === '')
    await this.#until('metrics', () => hasMetrics(api))
    this.#tell('ready', '')
  }

  /** Ends the control plane; the first reason counts. */
  end(reason: string): void {
    this.#isEnding = true
    this.#ending.emit('end', reason)
  }

  /** Stops all parts: asks, then kills. */
  async stop(): Promise<void> {
    this.#isEnding = true
    const alive = (): readonly ProcessRecord[] => this.#parts.filter(isAlive)
    for (const part of this.#parts.toReversed()) signal(part, 'SIGTERM')
    for (let waited = 0; waited < 3000 && alive().length > 0; waited += 50) await pause(50)
    for (const part of alive()) signal(part, 'SIGKILL')
  }

  /** Leaves word of why there is no control plane any longer. */
  fail(message: string): void {
    this.#tell('failed', message)
  }

  #spawn({ program, args }: Part): void {
    const log = join(this.#layout.logs, `${program}.log`)
    // kwok looks for settings in the home folder of whoever starts it.
    const child = spawnBound([programPath(program), ...args], { log, env: { ...process.env, HOME: this.#layout.folder } })
    this.#watch(program, child)
    if (child.pid !== undefined) this.#parts.push(recordOf(program, child.pid))
    this.#tell('starting', program)
  }

  #watch(program: string, child: ChildProcess): void {
    child.on('error', (error) => { this.end(`${program} could not be started: ${error.message}`) })
    child.on('exit', (code, by) => {
      if (!this.#isEnding) this.end(`${program} ended by itself with ${by ?? `exit code ${code ?? 0}`}`)
    })
  }

  async #until(what: string, done: () => Promise<boolean>): Promise<void> {
    this.#tell('starting', `waiting for ${what}`)
    while (!this.#isEnding && !await done()) await pause(50)
    if (this.#isEnding) throw new NotReady(`it ended while waiting for ${what}`, this.#layout.logs)
  }

  #tell(phase: Phase, message: string): void {
    writeState(this.#layout, { phase, message, supervisor: recordOf('supervisor', process.pid), parts: this.#parts, server: this.#server })
  }
}

const accepts = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => {
    socket.destroy()
    resolve(true)
  })
  socket.on('error', () => { resolve(false) })
})
