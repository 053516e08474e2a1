import type { TlsFiles } from '../server/tls-files.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import type { Settings } from '../kit/settings.ts'
import { defaultLimits } from '../server/limits.ts'
import { logLevels } from '../server/log.ts'
import type { LogLevel } from '../server/log.ts'
import { traceSettings } from '../server/trace-settings.ts'
import type { TraceSettings } from '../server/trace-settings.ts'
import type { OptionValues } from './command.ts'

/** Options of `serve`, checked. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  /** Undefined: no second listener. */
  readonly operationsPort: number | undefined
  readonly tokenFile: string | undefined
  /** Undefined: plain HTTP. */
  readonly tlsFiles: TlsFiles | undefined
  /** Tokens of whoever may read recordings and logs of programs; without them nobody may. */
  readonly trafficTokenFile: string | undefined
  readonly bodyBytes: number
  /** Requests in work at once, and bytes of their bodies. */
  readonly requestsInWork: number
  readonly bytesInWork: number
  /** Above them requests are refused; 0 for no limit. */
  readonly memoryPercent: number
  readonly delayMilliseconds: number
  readonly logLevel: LogLevel
  readonly drainSeconds: number
  /** Undefined: no traces. From the standard variables of OpenTelemetry alone. */
  readonly traces: TraceSettings | undefined
  /** Port of the playground, where one is wanted. */
  readonly playgroundPort: number
  /** Port of the Studio beside the playground. */
  readonly studioPort: number
}

type Variables = Readonly<Record<string, string>>

const prefix = 'KASPR_HOOKS_'

/** Options from flags, then from KASPR_HOOKS_* variables, then defaults. Throws UsageInvalid with the name of what is wrong. */
export const serveOptions = (values: OptionValues, env: Variables): ServeOptions => {
  const given = lookUp(values, env)
  const operationsPort = number(given('operations-port', '8081'), { most: 65535 })
  return {
    host: given('host', '0.0.0.0').text,
    port: number(given('port', '8080'), { most: 65535 }),
    operationsPort: operationsPort === 0 ? undefined : operationsPort,
    tokenFile: given('token-file', '').text || undefined,
    tlsFiles: tlsFiles(given),
    trafficTokenFile: given('traffic-token-file', '').text || undefined,
    bodyBytes: bytes(given('body-limit', String(defaultLimits.bodyBytes))),
    requestsInWork: number(given('work-limit', String(defaultLimits.requestsInWork)), { least: 1, most: 100_000 }),
    bytesInWork: bytes(given('work-size', String(defaultLimits.bytesInWork))),
    memoryPercent: number(given('memory-limit', String(defaultLimits.memoryShare * 100)), { most: 100 }),
    delayMilliseconds: number(given('delay-limit', String(defaultLimits.delayMilliseconds)), { most: 60_000 }),
    logLevel: logLevel(given('log-level', 'info')),
    drainSeconds: number(given('drain-seconds', String(defaultLimits.drainMilliseconds / 1000)), { most: 3600 }),
    traces: traceSettings(env),
    playgroundPort: number(given('playground-port', '8082'), { most: 65535 }),
    studioPort: number(given('studio-port', '8083'), { most: 65535 }),
  }
}

/**
 * What hooks may know of the environment: not our own options, not where traces go, and not the name of this replica. An answer that
 * depended on that would change with every replica that gives it.
 */
export const hookSettings = (env: Variables): Settings =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(prefix) && !name.startsWith('OTEL_') && name !== 'HOSTNAME'))

interface Given { readonly name: string; readonly text: string }

const lookUp = (values: OptionValues, env: Variables) => (option: string, absent: string): Given => {
  const flag = values[option]
  if (typeof flag === 'string') return { name: `--${option}`, text: flag }
  const name = prefix + option.toUpperCase().replaceAll('-', '_')
  const variable = env[name] ?? ''
  return { name, text: variable === '' || serviceLink.test(variable) ? absent : variable }
}

/** Certificate and key go together, and a client CA is of no use without them. */
const tlsFiles = (given: (option: string, absent: string) => Given): TlsFiles | undefined => {
  const [cert, key, clientCa] = [given('tls-cert-file', ''), given('tls-key-file', ''), given('client-ca-file', '')]
  if ([cert, key, clientCa].every(isEmpty)) return undefined
  const missing = [cert, key].find(isEmpty)
  if (missing !== undefined) throw new UsageInvalid(`${missing.name}: --tls-cert-file and --tls-key-file go together, and --client-ca-file needs them`)
  return { cert: cert.text, key: key.text, clientCa: clientCa.text || undefined }
}

const isEmpty = ({ text }: Given): boolean => text === ''

/** Kubernetes sets KASPR_HOOKS_PORT=tcp://… in every pod beside a Service of the name kaspr-hooks. It means nothing to us. */
const serviceLink = /^(?:tcp|udp|sctp):\/\//

const number = ({ name, text }: Given, { least = 0, most }: { readonly least?: number; readonly most: number }): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new UsageInvalid(`${name}: "${text}" is no whole number from ${least} to ${most}`)
}

const units: Readonly<Record<string, number>> = { '': 1, Ki: 1024, Mi: 1024 ** 2 }
/** Longer texts than 512 MiB do not exist in the runtime; half of it leaves room. */
const mostBytes = 256 * 1024 ** 2

const bytes = ({ name, text }: Given): number => {
  const [, digits = '', unit = ''] = /^(\d{1,9})(Ki|Mi)?$/.exec(text) ?? []
  const count = Number(digits) * (units[unit] ?? 1)
  if (count >= 1024 && count <= mostBytes) return count
  throw new UsageInvalid(`${name}: "${text}" is no size from 1Ki to 256Mi, such as 64Mi`)
}

const logLevel = ({ name, text }: Given): LogLevel => {
  const level = logLevels.find((known) => known === text)
  if (level === undefined) throw new UsageInvalid(`${name}: "${text}" is none of ${logLevels.join(', ')}`)
  return level
}
