import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { complaintsTo } from '../../steward/complaints.ts'
import { memberClient } from '../../steward/member-client.ts'
import { buildStewardMetrics } from '../../steward/metrics.ts'
import { listenForOperations } from '../../steward/operations-listener.ts'
import { stewardScope } from '../../steward/scope.ts'
import { startSteward } from '../../steward/steward.ts'
import type { Steward } from '../../steward/steward.ts'
import type { Clock, ObjectStore } from '../engine/object-store.ts'
import { connect } from '../kube/connect.ts'
import { kubeStore } from '../kube/kube-store.ts'
import { systemClock } from '../kube/system-clock.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import { buildLog } from '../server/log.ts'
import type { Log } from '../server/log.ts'
import type { Command } from './command.ts'
import { release } from './release.ts'
import { stewardOptions } from './steward-options.ts'
import type { StewardRun } from './steward-options.ts'
import { termination } from './termination.ts'
import type { Termination } from './termination.ts'

const help = `
Usage: kaspr-hooks steward [options]

Asks the members of all apps how they are, and does what their hooks cannot: signals, one pod's deletion, growing claims.
Works until SIGTERM or SIGINT; a second signal ends it at once. Of several stewards one acts and the others wait. The
cluster is that of KUBECONFIG, or the one in whose pod it runs.

  --namespace NAMESPACE        only sets of this namespace (all)
  --lease-namespace NAMESPACE  where the lease is (--namespace, or the pod's own from POD_NAMESPACE, or default)
  --member-address TEMPLATE    where members answer (http://{pod}.{statefulSet}.{namespace}.svc.cluster.local:{port})
  --concurrency COUNT          members that are asked at once (16)
  --operations run|observe     observe: only ask, never do anything (run)
  --host HOST                  address for health and metrics (0.0.0.0)
  --operations-port PORT       port for health and metrics (8081); 0 switches it off
  --log-level LEVEL            trace, debug, info, warn, error, fatal or silent (info)

Each option is also read from a variable: --member-address from KASPR_HOOKS_STEWARD_MEMBER_ADDRESS.

Example: kaspr-hooks steward --namespace shop --operations observe
`

/** `steward`: the one process with side effects, for the members of apps. */
export const steward: Command = {
  name: 'steward',
  summary: 'ask members how they are, and carry out what hooks ask for',
  help,
  options: {
    namespace: { type: 'string' },
    'lease-namespace': { type: 'string' },
    'member-address': { type: 'string' },
    concurrency: { type: 'string' },
    operations: { type: 'string' },
    host: { type: 'string' },
    'operations-port': { type: 'string' },
    'log-level': { type: 'string' },
  },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`steward takes no arguments, got ${positionals.join(' ')}`)
    const run = stewardOptions(values, terminal.env)
    const log = buildLog(run.logLevel, { write: terminal.out })
    const complaints = complaintsTo(log, systemClock)
    const client = connect({ env: terminal.env, userAgent: 'kaspr-hooks-steward' })
    const store = kubeStore(client, { scope: stewardScope(run.namespace), onWatchError: (error, kind) => { complaints.failed(`watch ${kind.plural}`, error) } })
    try {
      return await stewardUntil(termination(process), { ...run, store, clock: systemClock, log })
    } finally {
      client.close()
    }
  },
}

/** Everything a run is given, so that tests can bring their own cluster. */
export interface StewardWorld extends StewardRun {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
}

/** Exit code: 0 after everything that was begun has ended, 1 when it was cut short. Throws ListenFailed. */
export const stewardUntil = async ({ asked, insisted, forget }: Termination, world: StewardWorld): Promise<number> => {
  try {
    const { registry, meter } = buildStewardMetrics(await release())
    const members = memberClient({ address: world.address })
    const state: { running?: Steward } = {}
    const page = { registry, isReady: () => state.running?.isReady() ?? false }
    const listener = world.operationsPort === undefined ? undefined : await listenForOperations(page, world.host, world.operationsPort)
    world.log.info({ operations: listener?.address, identity: world.identity, namespace: world.namespace }, 'started')
    const running = startSteward({ ...world, members, meter })
    state.running = running
    await asked
    const isClean = await ended(running, insisted)
    members.close()
    await listener?.close()
    world.log.info({ clean: isClean }, 'stopped')
    return isClean ? 0 : 1
  } finally {
    forget()
  }
}

/** Longest time that what was begun may take to end. */
const patience = 25_000

const ended = async (running: Steward, insisted: AbortSignal): Promise<boolean> => {
  const cut = new AbortController()
  const signal = AbortSignal.any([insisted, cut.signal])
  const late = sleep(patience, false, { signal }).catch(() => false)
  const isClean = await Promise.race([running.stop().then(() => true), late])
  cut.abort()
  return isClean
}
