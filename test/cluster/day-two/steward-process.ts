import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApi } from '../../../scripts/cluster/api.ts'
import { spawnBound } from '../../../scripts/cluster/bound-process.ts'
import { kubeconfigOf } from '../../../scripts/cluster/layout.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { stewardRights } from '../../../steward/rights.ts'

// The real command in a process of its own, with the rights that the chart gives it and no others.

const program = fileURLToPath(new URL('../../../bin/kaspr-hooks.js', import.meta.url))

const name = 'kaspr-hooks-steward'
const group = 'rbac.authorization.k8s.io'

const role = {
  apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name },
  rules: [...stewardRights['steward-observe'], ...stewardRights['steward-run'], ...stewardRights['steward-lease']],
} as const

const binding = {
  apiVersion: `${group}/v1`, kind: 'ClusterRoleBinding', metadata: { name },
  roleRef: { apiGroup: group, kind: 'ClusterRole', name }, subjects: [{ apiGroup: group, kind: 'User', name: 'steward' }],
} as const

/** Gives the steward its rights; they may be there already. */
export const grantRights = async ({ kubeconfig }: Layout): Promise<void> => {
  const api = openApi(kubeconfig)
  try {
    for (const [path, body] of [['clusterroles', role], ['clusterrolebindings', binding]] as const) {
      const call = { method: 'POST', path: `/apis/${group}/v1/${path}`, body } as const
      if ((await api.call(call)).status > 299) await api.expect({ method: 'GET', path: `${call.path}/${name}` })
    }
  } finally {
    api.close()
  }
}

export interface StewardOptions {
  /** The only one that it cares for, also the place of its lease. */
  readonly namespace: string
  /** Template of the members' addresses. */
  readonly address: string
}

export interface StewardProcess {
  readonly isAlive: () => boolean
  /** As a node that is switched off. */
  readonly kill: () => Promise<void>
  /** Asks it to end. Gives its exit code. */
  readonly stop: () => Promise<number | null>
}

export const startSteward = (layout: Layout, { namespace, address }: StewardOptions): StewardProcess => {
  const child = spawnBound([process.execPath, program, 'steward', '--namespace', namespace, '--member-address', address, '--operations-port', '0'], {
    log: join(layout.logs, `steward-${namespace}.log`),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], KUBECONFIG: kubeconfigOf(layout, 'steward') },
  })
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null
  return { isAlive, kill: async () => { await ended(child, 'SIGKILL') }, stop: () => ended(child, 'SIGTERM') }
}

const ended = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
  return child.exitCode
}
