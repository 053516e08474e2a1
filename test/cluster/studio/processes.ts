import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnBound } from '../../../scripts/cluster/bound-process.ts'
import { freePorts } from '../../../scripts/cluster/free-ports.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { started } from '../harness/metacontroller-operator.ts'
import type { Started } from '../harness/metacontroller-operator.ts'

// The two commands as people run them, each a process of its own.

const program = fileURLToPath(new URL('../../../bin/kaspr-hooks.js', import.meta.url))
const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] }

export interface Listening extends Started { readonly url: string }

/** The hook service, and the address where a Studio reads its traffic. */
export interface HookService extends Listening { readonly traffic: string }

const tokenFile = ({ folder }: Layout): string => join(folder, 'studio-traffic.token')

export const startHooks = async (layout: Layout): Promise<HookService> => {
  const [port = 0, operations = 0] = await freePorts(2)
  const url = `http://127.0.0.1:${port}`
  writeFileSync(tokenFile(layout), 'a-token-between-two-processes\n', { mode: 0o600 })
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--operations-port', String(operations), '--traffic-token-file', tokenFile(layout), '--drain-seconds', '0']
  const service = await started(() => spawnBound([process.execPath, program, 'serve', ...flags], {
    log: join(layout.logs, 'studio-hooks.log'), env: { ...environment, STUDIO_HOOKS_URL: url },
  }), `${url}/`)
  return { ...service, url, traffic: `http://127.0.0.1:${operations}` }
}

interface StudioOf { readonly kubeconfig: string; readonly namespace: string; readonly traffic: string }

export const startStudio = async (layout: Layout, { kubeconfig, namespace, traffic }: StudioOf): Promise<Listening> => {
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const flags = ['--port', String(port), '--namespace', namespace, '--traffic', traffic, '--traffic-token-file', tokenFile(layout)]
  const studio = await started(() => spawnBound([process.execPath, program, 'studio', ...flags], {
    log: join(layout.logs, 'studio.log'), env: { ...environment, KUBECONFIG: kubeconfig },
  }), `${url}/readyz`)
  return { ...studio, url }
}
