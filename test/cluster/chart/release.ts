import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { programPath } from '../../../scripts/cluster/programs.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { chartFolder, documentsOf, helm } from '../../chart/helm.ts'
import type { HelmRun, Rendered } from '../../chart/helm.ts'
import { kind } from '../../../src/kit/kind.ts'
import type { AnyObject, Objects } from '../harness/objects.ts'

export const Secret = kind('v1', 'Secret', 'secrets')

/** One release of the chart on the control plane. */
export interface Release {
  /** Installs or upgrades, and waits until all pods are ready. */
  readonly apply: (values: object, flags?: readonly string[]) => HelmRun
  readonly uninstall: () => HelmRun
  /** What it consists of. */
  readonly objects: () => readonly Rendered[]
  /** Of some objects those that the API server has, as `kind.group/name`. */
  readonly there: (objects: readonly Rendered[]) => readonly string[]
  /** What the API server has against objects in a dry run, unknown fields included; nothing when it takes them. */
  readonly refused: (objects: readonly Rendered[]) => string
  /** Runs kubectl with an object as its input. Gives its exit code. */
  readonly kubectl: (args: readonly string[], input: object) => number
}

export const releaseIn = ({ kubeconfig, folder: below }: Layout, namespace: string): Release => {
  const folder = join(below, 'helm')
  const env = { KUBECONFIG: kubeconfig, HELM_CACHE_HOME: join(folder, 'cache'), HELM_CONFIG_HOME: join(folder, 'config'), HELM_DATA_HOME: join(folder, 'data') }
  const run = (args: readonly string[], values: object = {}): HelmRun => helm([...args, '--namespace', namespace], { values, env })
  const kubectl = (args: readonly string[], input: object) =>
    spawnSync(programPath('kubectl'), ['--namespace', namespace, ...args], { input: JSON.stringify(input), encoding: 'utf8', env: { KUBECONFIG: kubeconfig, HOME: folder } })
  return {
    // Other tests have applied CRDs of ours by themselves.
    apply: (values, flags = []) => run(['upgrade', '--install', 'kaspr-hooks', chartFolder, '--take-ownership', '--wait', '--timeout', '120s', '--values', '-', ...flags], values),
    uninstall: () => run(['uninstall', 'kaspr-hooks', '--wait', '--timeout', '120s']),
    objects: () => documentsOf(run(['get', 'manifest', 'kaspr-hooks']).out).objects,
    there: (objects) => kubectl(['get', '--ignore-not-found', '--output', 'name', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: objects }).stdout.split('\n').filter((line) => line !== ''),
    refused: (objects) => {
      const { status, stderr } = kubectl(['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: objects })
      return status === 0 ? '' : stderr
    },
    kubectl: (args, input) => kubectl(args, input).status ?? 1,
  }
}

/** Values of a Secret, decoded. */
export const secretOf = async (objects: Objects, namespace: string, name: string): Promise<Readonly<Record<string, string>>> => {
  const data = (await objects.get(Secret, { name, namespace }))?.['data']
  return Object.fromEntries(Object.entries(isObject(data) ? data : {}).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString()]))
}

/** Paths of all webhooks of a registration. */
export const pathsOf = (registration: AnyObject | JsonObject | undefined): readonly string[] =>
  JSON.stringify(registration ?? {}).match(/(?<="path":")[^"]+/g) ?? []
