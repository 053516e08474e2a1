import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { StudioBase, StudioParts } from '../../studio/api/studio-parts.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { connect } from '../kube/connect.ts'
import { systemClock } from '../kube/system-clock.ts'
import { FileUnreadable, UsageInvalid } from '../protocol/errors.ts'
import { buildLog } from '../server/log.ts'
import type { Command, Terminal } from './command.ts'
import { readDocuments } from './documents.ts'
import { release } from './release.ts'
import { studioOptions } from './studio-options.ts'
import type { StudioRun } from './studio-options.ts'
import { termination } from './termination.ts'
import type { Termination } from './termination.ts'

const help = `
Usage: kaspr-hooks studio [options]

Serves the Studio: a page and an API to write, check, publish and watch hooks. Everybody signs in with a token of the
cluster, and does what the cluster's rights let them do. The cluster is that of KUBECONFIG, or the one in whose pod it
runs. Ends with SIGTERM or SIGINT.

  --host HOST                address to listen on (127.0.0.1)
  --port PORT                port to listen on (8083); 0 takes any
  --allowed-host NAME        name under which browsers ask for it, besides those of this machine; may be repeated
  --namespace NAMESPACE      where drafts and fixtures are kept (the pod's own from POD_NAMESPACE, or default)
  --traffic URL              operations listener of hook replicas, for recordings and logs; may be repeated. A name stands
                             for all addresses behind it, as of a headless Service
  --traffic-token-file FILE  bearer token for it
  --log-level LEVEL          trace, debug, info, warn, error, fatal or silent (info)
  --local                    no cluster: programs in memory, for whoever has the printed address

Each option is also read from a variable: --traffic from KASPR_HOOKS_STUDIO_TRAFFIC, several of them with commas.

Example: kaspr-hooks studio --local
`

/** `studio`: the page and the API for hooks that people write. */
export const studio: Command = {
  name: 'studio',
  summary: 'serve the page and the API for hooks that people write',
  help,
  options: {
    'host': { type: 'string' },
    'port': { type: 'string' },
    'allowed-host': { type: 'string', multiple: true },
    'namespace': { type: 'string' },
    'traffic': { type: 'string', multiple: true },
    'traffic-token-file': { type: 'string' },
    'log-level': { type: 'string' },
    'local': { type: 'boolean' },
  },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`studio takes no arguments, got ${positionals.join(' ')}`)
    return studioUntil(termination(process), studioOptions(values, terminal.env), terminal)
  },
}

/** What a run needs, and how it ends. */
interface Prepared extends StudioParts { readonly fragment: string }

/** Serves until told to stop. Exit code 0. Throws ListenFailed, KubeConfigMissing, FileUnreadable. */
export const studioUntil = async ({ asked, forget }: Termination, run: StudioRun, terminal: Terminal): Promise<number> => {
  try {
    const { startStudio } = await import('../../studio/api/start-studio.ts')
    const { options, stop, fragment } = await prepared(run, terminal)
    try {
      const running = await startStudio({ ...options, host: run.host, port: run.port })
      terminal.out(`The Studio is at ${running.url}/studio/${fragment}\n`)
      await asked
      await running.stop()
    } finally {
      await stop()
    }
    return 0
  } finally {
    forget()
  }
}

const prepared = async (run: StudioRun, terminal: Terminal): Promise<Prepared> => {
  const { clusterParts, trafficOf } = await import('../../studio/api/studio-parts.ts')
  const log = buildLog(run.logLevel, { write: run.isLocal ? terminal.err : terminal.out })
  const traffic = trafficOf(run.traffic, tokenFrom(run.trafficTokenFile), log)
  const base: StudioBase = { namespace: run.namespace, release: await release(), hosts: run.hosts, clock: systemClock, log, traffic }
  if (run.isLocal) return local(base, terminal)
  const client = connect({ env: terminal.env, userAgent: 'kaspr-hooks-studio' })
  const { options, stop } = clusterParts(base, client)
  return { options, fragment: '', stop: async () => { await stop(); client.close() } }
}

const local = async (base: StudioBase, terminal: Terminal): Promise<Prepared> => {
  const { localParts } = await import('../../studio/api/local-studio.ts')
  const { token, ...parts } = await localParts(base, await examples(terminal))
  return { ...parts, fragment: `#token=${token}` }
}

const folder = new URL('../../examples/studio/', import.meta.url)

const examples = async (terminal: Terminal): Promise<readonly StoredObject[]> => {
  if (!existsSync(folder)) return []
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted()
  return (await readDocuments(files.map((name) => fileURLToPath(new URL(name, folder))), terminal)).map(({ object }) => object)
}

/** Read anew for every call: token files change. */
const tokenFrom = (file: string | undefined) => (): string => {
  if (file === undefined) return ''
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() ?? ''
  } catch (cause) {
    throw new FileUnreadable(file, cause instanceof Error ? cause.message : String(cause))
  }
}
