import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { controllers } from '../../../hooks/index.ts'
import { spawnBound } from '../../../scripts/cluster/bound-process.ts'
import { freePorts } from '../../../scripts/cluster/free-ports.ts'
import { kubeconfigOf } from '../../../scripts/cluster/layout.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { registration } from '../../../src/generate/registration.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { documentsOf, install, installOwn } from './definitions.ts'
import { SettingMissing } from './errors.ts'
import { eventually } from './eventually.ts'
import { CompositeController, DecoratorController, openObjects } from './objects.ts'
import type { Operator } from './operator.ts'

// A real Metacontroller, whose binary METACONTROLLER_BIN names and whose CRDs METACONTROLLER_CRDS, beside our service.

/** Throws SettingMissing. */
export const setting = (name: string, what: string): string => {
  const value = process.env[name] ?? ''
  if (value === '') throw new SettingMissing(name, what)
  return value
}

const serviceProgram = fileURLToPath(new URL('../../../bin/kaspr-hooks.js', import.meta.url))

/** Only what a process needs: hooks may read their settings from the environment. */
const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] }

interface Ports { readonly metrics: number; readonly probes: number; /** Whose rights it has; those of `operator` when absent. */ readonly kubeconfig?: string }

export const startMetacontroller = async (layout: Layout, settings: Settings): Promise<Operator> => {
  const binary = setting('METACONTROLLER_BIN', 'the path of a Metacontroller')
  const objects = openObjects(layout)
  await install(objects, documentsOf(setting('METACONTROLLER_CRDS', 'the file with the CRDs of this Metacontroller')))
  await installOwn(layout)
  const [hooks = 0, metrics = 0, probes = 0] = await freePorts(3)
  const service = await started(() => startService(layout, hooks, settings), `http://127.0.0.1:${hooks}/`)
  const metacontroller = await started(() => startBinary(layout, binary, { metrics, probes }), `http://127.0.0.1:${metrics}/metrics`)
  for (const controller of controllers) await objects.apply(withUrl(registration(controller, 'test'), `http://127.0.0.1:${hooks}`))
  return {
    stop: async () => {
      for (const { name, type } of controllers) await objects.remove(type === 'composite' ? CompositeController : DecoratorController, { name })
      objects.close()
      for (const { end } of [service, metacontroller]) await end()
    },
    restart: metacontroller.without,
    withoutHooks: service.without,
  }
}

/** A process that can be taken away for a while. */
export interface Started {
  readonly end: () => Promise<void>
  readonly without: (meanwhile: () => Promise<void>) => Promise<void>
}

/** Starts a process and waits until somebody answers there. */
export const started = async (start: () => ChildProcess, url: string): Promise<Started> => {
  let child = start()
  await answering(url)
  return {
    end: () => killed(child),
    without: async (meanwhile) => {
      await killed(child)
      await meanwhile()
      child = start()
      await answering(url)
    },
  }
}

const startService = ({ logs }: Layout, port: number, settings: Settings): ChildProcess =>
  spawnBound([process.execPath, serviceProgram, 'serve', '--host', '127.0.0.1', '--port', String(port), '--operations-port', '0', '--drain-seconds', '0'], {
    log: join(logs, 'service.log'), env: { ...environment, ...settings },
  })

export const startBinary = (layout: Layout, binary: string, { metrics, probes, kubeconfig = kubeconfigOf(layout, 'operator') }: Ports): ChildProcess => {
  const flags = [
    `--kubeconfig=${kubeconfig}`, '--discovery-interval=5s', '--client-go-qps=100', '--client-go-burst=200',
    `--metrics-address=127.0.0.1:${metrics}`, `--health-probe-bind-address=127.0.0.1:${probes}`,
  ]
  return spawnBound([binary, ...flags], { log: join(layout.logs, 'metacontroller.log'), env: environment })
}

const answering = async (url: string): Promise<void> => {
  await eventually(`${url} answers`, async () => {
    try {
      const { status } = await fetch(url)
      return { done: status > 0, seen: status }
    } catch (error) {
      return { done: false, seen: error instanceof Error ? error.message : error }
    }
  })
}

/** The registration with an address outside the cluster in place of the Service. */
export const withUrl = (object: JsonObject, base: string): JsonObject => {
  const spec = mapOf(object['spec'])
  const hooks = Object.entries(mapOf(spec['hooks'])).map(([name, hook]) => {
    const { service: _service, path, ...webhook } = mapOf(mapOf(hook)['webhook'])
    return [name, { ...mapOf(hook), webhook: { ...webhook, url: `${base}${String(path)}` } }]
  })
  return { ...object, spec: { ...spec, hooks: Object.fromEntries(hooks) } }
}

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
