import { UsageInvalid } from '../protocol/errors.ts'
import { logLevels } from '../server/log.ts'
import type { LogLevel } from '../server/log.ts'
import type { OptionValues } from './command.ts'

/** Options of `studio`, checked. */
export interface StudioRun {
  readonly host: string
  readonly port: number
  /** Names under which browsers ask for it. */
  readonly hosts: readonly string[]
  readonly namespace: string
  /** Addresses of hook replicas. */
  readonly traffic: readonly string[]
  readonly trafficTokenFile: string | undefined
  readonly logLevel: LogLevel
  readonly isLocal: boolean
}

type Variables = Readonly<Record<string, string>>

const prefix = 'KASPR_HOOKS_STUDIO_'
/** Kubernetes sets such variables beside a Service of the name kaspr-hooks-studio. They mean nothing to us. */
const serviceLink = /^(?:tcp|udp|sctp):\/\//

/** Options from flags, then from KASPR_HOOKS_STUDIO_* variables, then defaults. Throws UsageInvalid with the name of what is wrong. */
export const studioOptions = (values: OptionValues, env: Variables): StudioRun => {
  const all = lookUp(values, env)
  const given = (option: string, absent: string): string => all(option)[0] ?? absent
  return {
    host: given('host', '127.0.0.1'),
    port: portOf(given('port', '8083')),
    hosts: all('allowed-host'),
    namespace: given('namespace', env['POD_NAMESPACE'] || 'default'),
    traffic: all('traffic').map(addressOf),
    trafficTokenFile: all('traffic-token-file')[0],
    logLevel: levelOf(given('log-level', 'info')),
    isLocal: values['local'] === true,
  }
}

/** What was said of an option; a variable may hold several, with commas. */
const lookUp = (values: OptionValues, env: Variables) => (option: string): readonly string[] => {
  const flag = values[option]
  if (flag !== undefined) return [flag].flat().map(String)
  const variable = env[prefix + option.toUpperCase().replaceAll('-', '_')] ?? ''
  return serviceLink.test(variable) ? [] : variable.split(',').map((part) => part.trim()).filter((part) => part !== '')
}

const portOf = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new UsageInvalid(`--port: "${text}" is no whole number from 0 to 65535`)
}

const addressOf = (text: string): string => {
  if (/^https?:\/\/[^\s/]+\/?$/.test(text) && URL.canParse(text)) return text.replace(/\/$/, '')
  throw new UsageInvalid(`--traffic: "${text}" is no address such as http://kaspr-hooks-operations:8081`)
}

const levelOf = (text: string): LogLevel => {
  const level = logLevels.find((known) => known === text)
  if (level === undefined) throw new UsageInvalid(`--log-level: "${text}" is none of ${logLevels.join(', ')}`)
  return level
}
