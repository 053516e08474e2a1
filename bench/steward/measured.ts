import process from 'node:process'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { buildLog } from '../../src/server/log.ts'
import { memberAddress } from '../../steward/member-address.ts'
import { memberClient } from '../../steward/member-client.ts'
import { buildStewardMetrics } from '../../steward/metrics.ts'
import { startSteward } from '../../steward/steward.ts'

// The steward that is measured: real HTTP to the members, an API server in its own memory. The first message names the
// ports of the apps; every later one asks for figures.

const members = Number(process.argv[2])
const store = memoryStore({ clock: systemClock })
const { registry, meter } = buildStewardMetrics('bench')

const podOf = (app: string, id: number): StoredObject => trusted<StoredObject>({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: `${app}-app-${id}`, namespace: 'bench', uid: `pod-${app}-${id}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'kaspr.io/cluster': app, 'kaspr.io/name': `${app}-app`, 'kaspr.io/kind': 'KasprApp' } },
  spec: { nodeName: 'node', containers: [{ name: 'kaspr', image: 'example.com/kaspr:1', env: Array.from({ length: 60 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` })) }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'kaspr', ready: true, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }] },
})

const claimOf = (app: string, id: number): StoredObject => trusted<StoredObject>({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: `data-${app}-app-${id}`, namespace: 'bench', uid: `claim-${app}-${id}`, resourceVersion: '1' },
  spec: { resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Bound', capacity: { storage: '1Gi' } },
})

const setOf = (app: string, port: number): StoredObject => trusted<StoredObject>({
  apiVersion: KasprMemberSet.apiVersion, kind: KasprMemberSet.kind, metadata: { name: `${app}-app`, namespace: 'bench', uid: `set-${app}`, resourceVersion: '1', generation: 1 },
  spec: {
    selector: { matchLabels: { 'kaspr.io/cluster': app, 'kaspr.io/name': `${app}-app`, 'kaspr.io/kind': 'KasprApp' } },
    statefulSet: `${app}-app`, port, paths: { status: '/status/', rebalance: '/signal/rebalance' },
    polling: { enabled: true, periodSeconds: 10, timeoutSeconds: 10, heartbeatSeconds: 60 }, claims: { prefix: `data-${app}-app-` },
  },
})

const begin = (ports: readonly number[]): void => {
  for (const [index, port] of ports.entries()) {
    const app = `app${index}`
    const ids = Array.from({ length: members }, (_, id) => id)
    store.load([...ids.flatMap((id) => [podOf(app, id), claimOf(app, id)]), setOf(app, port)])
  }
  startSteward({
    store, clock: systemClock, members: memberClient({ address: memberAddress('http://127.0.0.1:{port}/{pod}') }), meter,
    identity: 'bench', leaseNamespace: 'bench', concurrency: 16, operates: true, log: buildLog('warn', process.stderr),
  })
}

const figures = async (): Promise<unknown> => {
  const { user, system } = process.cpuUsage()
  const counts = (await registry.metrics()).split('\n').filter((line) => /^kaspr_steward_(polls_total|reports_written_total)/.test(line))
  return { microseconds: user + system, bytes: process.memoryUsage.rss(), counts }
}

process.on('message', (message) => {
  if (Array.isArray(message)) begin(trusted<readonly number[]>(message))
  else void figures().then((answer) => process.send?.(answer))
})
process.on('disconnect', () => { process.exit(0) })
