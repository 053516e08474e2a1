import process from 'node:process'
import { controllers } from '../../hooks/index.ts'
import { programService } from '../../studio/runtime/program-service.ts'
import { configured } from '../kit/configured.ts'
import type { Controller } from '../kit/controller.ts'
import { problemsText } from '../kit/problem.ts'
import { settingProblems } from '../kit/secret-settings.ts'
import type { Settings } from '../kit/settings.ts'
import { SettingInvalid, UsageInvalid } from '../protocol/errors.ts'
import type { Limits } from '../server/limits.ts'
import { buildLog } from '../server/log.ts'
import type { Log } from '../server/log.ts'
import type { Sandboxes } from '../sandbox/sandbox.ts'
import { readingsOf } from '../server/pressure.ts'
import { startService } from '../server/service.ts'
import type { Service } from '../server/service.ts'
import type { TraceSettings } from '../server/trace-settings.ts'
import type { Tracing } from '../server/tracing.ts'
import type { Command, Terminal } from './command.ts'
import type { RunningBoth } from './playground-studio.ts'
import type { playgroundSetup } from './playground-setup.ts'
import { release } from './release.ts'
import { hookSettings, serveOptions } from './serve-options.ts'
import type { ServeOptions } from './serve-options.ts'
import { termination } from './termination.ts'
import type { Termination } from './termination.ts'

const help = `
Usage: kaspr-hooks serve [options]

Answers the hooks of all controllers until SIGTERM or SIGINT; a second signal ends it at once.

  --host HOST              address to listen on (0.0.0.0)
  --port PORT              port for Metacontroller (8080); 0 takes any
  --operations-port PORT   port for health and metrics (8081); 0 switches it off
  --token-file FILE        bearer tokens, one a line; callers need one of them
  --tls-cert-file FILE     certificate in PEM: hooks are then served over HTTPS, health and metrics as before
  --tls-key-file FILE      its private key; both are read again when they change
  --client-ca-file FILE    callers need a certificate that one of these authorities has signed
  --traffic-token-file FILE  bearer tokens of a Studio elsewhere: it then reads recordings and logs of programs at the operations port
  --body-limit SIZE        largest request (64Mi)
  --work-limit COUNT       requests in work at once (256); more are answered 429
  --work-size SIZE         their bodies together (128Mi)
  --memory-limit PERCENT   of the heap or of the container's memory; above it one request at a time (85)
  --delay-limit MS         how late the event loop may be; above it one request at a time (1000)
  --log-level LEVEL        trace, debug, info, warn, error, fatal or silent (info)
  --drain-seconds SECONDS  time from "not ready" to closed listeners (5)
  --playground             also open the playground, a web page on a cluster in memory, for this machine only
  --playground-port PORT   port of the playground (8082); 0 takes any
  --studio-port PORT       port of the Studio on the playground's cluster (8083); 0 takes any
  --hints                  say what to do next, as on a terminal

Each option is also read from a variable: --token-file from KASPR_HOOKS_TOKEN_FILE. OTEL_EXPORTER_OTLP_ENDPOINT and the
other standard variables of OpenTelemetry say where traces go. All other variables are settings that hooks may read.

Example: kaspr-hooks serve --port 8080 --token-file /var/run/secrets/kaspr-hooks/token
`

/** `serve`: the service as a process. */
export const serve: Command = {
  name: 'serve',
  summary: 'answer the hooks of all controllers over HTTP',
  help,
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    'operations-port': { type: 'string' },
    'token-file': { type: 'string' },
    'tls-cert-file': { type: 'string' },
    'tls-key-file': { type: 'string' },
    'client-ca-file': { type: 'string' },
    'traffic-token-file': { type: 'string' },
    'body-limit': { type: 'string' },
    'work-limit': { type: 'string' },
    'work-size': { type: 'string' },
    'memory-limit': { type: 'string' },
    'delay-limit': { type: 'string' },
    'log-level': { type: 'string' },
    'drain-seconds': { type: 'string' },
    playground: { type: 'boolean' },
    'playground-port': { type: 'string' },
    'studio-port': { type: 'string' },
    hints: { type: 'boolean' },
  },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`serve takes no arguments, got ${positionals.join(' ')}`)
    const options = serveOptions(values, terminal.env)
    const hints = values['hints'] === true || process.stdout.isTTY === true
    const playground = values['playground'] === true ? (await import('./playground-setup.ts')).playgroundSetup : undefined
    return serveUntil(termination(process), { controllers, options, hints, playground }, terminal)
  },
}

/** Everything a run of `serve` is given, so that tests can bring their own controllers. */
export interface ServeRun {
  readonly controllers: readonly Controller[]
  readonly options: ServeOptions
  readonly hints: boolean
  /** Says what the playground beside the service is made of; without it there is none. */
  readonly playground?: typeof playgroundSetup | undefined
}

/** Serves until told to stop. Exit code: 0 after a drain, 1 when it was cut short. Throws SettingInvalid, FileUnreadable, ListenFailed. */
export const serveUntil = async ({ asked, insisted, forget }: Termination, run: ServeRun, terminal: Terminal): Promise<number> => {
  try {
    const settings = hookSettings(terminal.env)
    checkSettings(run.controllers, settings)
    const service = await start(run, settings, terminal)
    const playground = await startBeside(service, run, { settings, terminal })
    if (run.hints) terminal.out(nextSteps(service, { ...run.options, release: await release(), playground }))
    await asked
    await playground?.stop()
    await service.stop(insisted)
    return insisted.aborted ? 1 : 0
  } finally {
    forget()
  }
}

const start = async ({ controllers: served, options }: ServeRun, settings: Settings, { out, now, env }: Terminal): Promise<Service> => {
  const log = buildLog(options.logLevel, { write: out })
  const version = await release()
  return startService({
    controllers: configured(served, settings),
    settings,
    release: version,
    clock: now,
    tokenFile: options.tokenFile,
    tlsFiles: options.tlsFiles,
    limits: limitsOf(options),
    readings: readingsOf(`${process.execArgv.join(' ')} ${env['NODE_OPTIONS'] ?? ''}`),
    log,
    host: options.host,
    port: options.port,
    operationsPort: options.operationsPort,
    tracing: options.traces === undefined ? undefined : await tracingTo(options.traces, { log, release: version }),
    also: programService({ sandboxes: programSandboxes, trafficTokenFile: options.trafficTokenFile }).also,
  })
}

/** OpenTelemetry is loaded with the first who wants traces. */
const tracingTo = async (settings: TraceSettings, about: { readonly log: Log; readonly release: string }): Promise<Tracing> =>
  (await import('../server/trace-sdk.ts')).startTracing(settings, about)

const limitsOf = ({ bodyBytes, requestsInWork, bytesInWork, memoryPercent, delayMilliseconds, drainSeconds }: ServeOptions): Partial<Limits> =>
  ({ bodyBytes, requestsInWork, bytesInWork, memoryShare: memoryPercent / 100, delayMilliseconds, drainMilliseconds: drainSeconds * 1000 })

/** Loaded with the first program: most services have none. */
const programSandboxes = async (): Promise<Sandboxes> => (await import('../sandbox/sandboxes.ts')).createSandboxes()

/** The playground is for whoever sits at this machine, whatever address the service has. It takes the service down when it cannot start. */
const startBeside = async (service: Service, { options, playground }: ServeRun, { settings, terminal }: { readonly settings: Settings; readonly terminal: Terminal }): Promise<RunningBoth | undefined> => {
  if (playground === undefined) return undefined
  try {
    const { startWithStudio } = await import('./playground-studio.ts')
    const setup = await playground(settings, { url: reachable(service.hooks), tokenFile: options.tokenFile })
    return await startWithStudio({ ...setup, host: '127.0.0.1', port: options.playgroundPort, studioPort: options.studioPort, log: buildLog(options.logLevel, { write: terminal.out }) })
  } catch (cause) {
    await service.stop(AbortSignal.abort())
    throw cause
  }
}

/** Address of a service that listens everywhere, as somebody on this machine asks it. */
const reachable = (url: string): string => url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')

/** A wrong setting would make every parent wrong: better not to start at all. */
const checkSettings = (served: readonly Controller[], settings: Settings): void => {
  const [first, ...others] = settingProblems(served, settings)
  if (first === undefined) return
  throw new SettingInvalid(first.path, [first.message, ...(others.length > 0 ? [problemsText(others)] : [])].join('; '))
}

interface Known extends Pick<ServeOptions, 'tokenFile'> {
  readonly release: string
  readonly playground: RunningBoth | undefined
}

const nextSteps = ({ hooks }: Service, { tokenFile, release: version, playground }: Known): string => {
  const address = reachable(hooks)
  const token = tokenFile === undefined ? '' : ` -H "authorization: Bearer $(head -n 1 ${tokenFile})"`
  return [
    '',
    `Kaspr Hooks ${version} answers at ${address}. What next?`,
    '',
    ...(playground === undefined ? [] : [
      '  See it run: open the playground in a browser:', `    ${playground.url}`, '',
      '  Write a hook of your own, and watch what it does there:', `    ${playground.studioUrl}`, '',
    ]),
    '  What does an app become? Post a request as Metacontroller would, in another terminal:',
    `    curl -s${token} -H 'content-type: application/json' --data-binary @examples/requests/kasprapp-sync.json ${address}/hooks/kasprapp/sync`,
    '',
    '  The same from your own YAML, without a cluster:',
    '    npx kaspr-hooks render examples/quickstart.yaml',
    '',
    `  All routes: ${address}/docs`,
    '',
    '',
  ].join('\n')
}
