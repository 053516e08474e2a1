import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { memberAddress } from '../../steward/member-address.ts'
import type { MemberAddress } from '../../steward/member-address.ts'
import { defaultMemberAddress } from '../../steward/member-address.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import { logLevels } from '../server/log.ts'
import type { LogLevel } from '../server/log.ts'
import type { OptionValues } from './command.ts'

/** Options of `steward`, checked. */
export interface StewardRun {
  /** Undefined: all. */
  readonly namespace: string | undefined
  readonly leaseNamespace: string
  readonly address: MemberAddress
  readonly concurrency: number
  readonly host: string
  /** Undefined: no listener. */
  readonly operationsPort: number | undefined
  readonly operates: boolean
  readonly logLevel: LogLevel
  /** Name of this process. */
  readonly identity: string
}

type Variables = Readonly<Record<string, string>>
interface Given { readonly name: string; readonly text: string }

const prefix = 'KASPR_HOOKS_STEWARD_'

/** Options from flags, then from KASPR_HOOKS_STEWARD_* variables, then defaults. Throws UsageInvalid with the name of what is wrong. */
export const stewardOptions = (values: OptionValues, env: Variables): StewardRun => {
  const given = lookUp(values, env)
  const namespace = given('namespace', '').text || undefined
  const operationsPort = whole(given('operations-port', '8081'), 0, 65535)
  return {
    namespace,
    leaseNamespace: given('lease-namespace', namespace ?? (env['POD_NAMESPACE'] || 'default')).text,
    address: memberAddress(given('member-address', defaultMemberAddress).text),
    concurrency: whole(given('concurrency', '16'), 1, 1000),
    host: given('host', '0.0.0.0').text,
    operationsPort: operationsPort === 0 ? undefined : operationsPort,
    operates: oneOf(given('operations', 'run'), ['run', 'observe']) === 'run',
    logLevel: oneOf(given('log-level', 'info'), logLevels),
    identity: `${env['HOSTNAME'] || hostname()}-${randomUUID().slice(0, 8)}`,
  }
}

const lookUp = (values: OptionValues, env: Variables) => (option: string, absent: string): Given => {
  const flag = values[option]
  if (typeof flag === 'string') return { name: `--${option}`, text: flag }
  const name = prefix + option.toUpperCase().replaceAll('-', '_')
  return { name, text: env[name] || absent }
}

const whole = ({ name, text }: Given, least: number, most: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new UsageInvalid(`${name}: "${text}" is no whole number from ${least} to ${most}`)
}

const oneOf = <Word extends string>({ name, text }: Given, words: readonly Word[]): Word => {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new UsageInvalid(`${name}: "${text}" is none of ${words.join(', ')}`)
  return found
}
