import type { Fault, FaultType } from '../../cluster/fault.ts'
import { present } from '../../cluster/json-fields.ts'
import { parseDuration } from '../../kit/duration.ts'
import { UsageInvalid } from '../../protocol/errors.ts'
import type { JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'

/** What `--fault` asks for. Times are milliseconds since the world began. */
export interface PlannedFault {
  /** Absent: the engine is killed and started anew. */
  readonly fault: Fault | undefined
  readonly at: number
  /** When it ends; absent: by itself or never. */
  readonly until: number | undefined
}

type Reader = (text: string) => JsonValue | undefined

const word: Reader = (text) => /^[A-Za-z0-9._-]+$/.test(text) ? text : undefined
const count: Reader = (text) => /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined
const number: Reader = (text) => /^\d{1,3}$/.test(text) ? Number(text) : undefined
const times: Reader = (text) => text === 'always' ? text : count(text)
/** `name:value`; the value may be empty. */
const label: Reader = (text) => {
  const [, key, value = ''] = /^([A-Za-z0-9][A-Za-z0-9._/-]*):([A-Za-z0-9._-]*)$/.exec(text) ?? []
  return key === undefined ? undefined : { matchLabels: { [key]: value } }
}
const span: Reader = (text) => {
  const milliseconds = parseDuration(text)
  return milliseconds === undefined || milliseconds < 0 ? undefined : milliseconds
}
const controllers = ['GarbageCollector', 'Deployment', 'HorizontalPodAutoscaler', 'Job', 'Namespace', 'PersistentVolumeClaim', 'Pod', 'ReplicaSet', 'ResourceQuota', 'StatefulSet']
const controller: Reader = (text) => controllers.includes(text) ? text : undefined

interface Field {
  /** As people read it, such as `3 or always`. */
  readonly takes: string
  readonly read: Reader
  readonly isNeeded?: boolean
  /** Field of the fault, when it has another name there. */
  readonly as?: string
}

type Fields = Readonly<Record<string, Field>>

const fields = {
  name: { takes: 'pod', read: word }, namespace: { takes: 'namespace', read: word },
  label: { takes: 'name:value', read: label, as: 'labelSelector' },
  container: { takes: 'container', read: word }, exitCode: { takes: '0 to 255', read: number }, times: { takes: '3 or always', read: times },
  delay: { takes: '10s', read: span, isNeeded: true, as: 'milliseconds' },
  kind: { takes: 'ConfigMap', read: word }, client: { takes: 'metacontroller', read: word }, count: { takes: '3', read: count },
  status: { takes: '500', read: number }, relist: { takes: '60s', read: span, as: 'relistAfter' },
  controller: { takes: controllers.join(' or '), read: controller, isNeeded: true }, down: { takes: '10s', read: span, as: 'milliseconds' },
} as const satisfies Fields

const { name, namespace, label: labelled, container, exitCode, times: often, delay, kind, client, count: requests, status, relist, controller: loop, down } = fields
const pods: Fields = { name, namespace, label: labelled }
const struck: Fields = { kind, client, count: requests }

/** Every fault that can be asked for, with its fields. */
const faults: Readonly<Record<FaultType | 'EngineRestart', Fields>> = {
  PodCrash: { ...pods, exitCode, times: often },
  PodPending: pods,
  PodUnready: pods,
  PodStuck: pods,
  PodEndless: pods,
  ImagePullError: { ...pods, container },
  InitContainerFailure: { ...pods, container, exitCode, times: often },
  SlowStart: { ...pods, delay },
  Conflict: struck,
  RequestFailed: { ...struck, status },
  AnswerLost: struck,
  EventsDropped: { kind, count: requests, relist },
  EventsLate: { kind, delay },
  ControllerRestart: { controller: loop, down },
  MetricsUnavailable: {},
  EngineRestart: {},
}

/** The faults with their fields, one a line, for `--help`. */
export const faultHelp: string = Object.entries(faults)
  .map(([type, known]) => `    ${type}${Object.entries(known).map(([field, { takes }]) => ` ${field}=<${takes}>`).join('')}`).join('\n')

const shape = /^([A-Za-z]+)(?::([^@]*))?(?:@([^+@]+)(?:\+([^+@]+))?)?$/

/** Reads `PodCrash:name=x,times=3@30s` or `PodPending@10s+1m`. Throws UsageInvalid. */
export const plannedFault = (text: string): PlannedFault => {
  const [, type = '', given = '', from = '0s', lasting] = shape.exec(text) ?? []
  const known = isFault(type) ? faults[type] : undefined
  if (known === undefined) throw wrong(text, `starts with none of ${Object.keys(faults).join(', ')}`)
  const values = valuesOf(text, known, given)
  const at = moment(text, from)
  const until = lasting === undefined ? undefined : at + moment(text, lasting)
  return { fault: type === 'EngineRestart' ? undefined : faultOf(type, known, Object.fromEntries(values)), at, until }
}

const valuesOf = (text: string, known: Fields, given: string): readonly (readonly [string, JsonValue])[] => {
  const values = given === '' ? [] : given.split(',').map((part) => valueOf(text, known, part))
  const missing = Object.entries(known).find(([field, { isNeeded, as = field }]) => isNeeded === true && !values.some(([key]) => key === as))
  if (missing !== undefined) throw wrong(text, `needs ${missing[0]}=<${missing[1].takes}>`)
  return values
}

const isFault = (type: string): type is keyof typeof faults => Object.hasOwn(faults, type)

const valueOf = (text: string, known: Fields, part: string): readonly [string, JsonValue] => {
  const [key = '', value = '', ...more] = part.split('=')
  const field = Object.hasOwn(known, key) ? known[key] : undefined
  if (field === undefined) throw wrong(text, `has no field ${key}; it takes ${Object.keys(known).join(', ') || 'none'}`)
  const read = more.length > 0 ? undefined : field.read(value)
  if (read === undefined) throw wrong(text, `${key} takes ${field.takes}, not ${value}`)
  return [field.as ?? key, read]
}

/** Faults of pods have name, namespace and labels in a match of their own. */
const faultOf = (type: string, known: Fields, { name: pod, namespace: place, labelSelector, ...rest }: { readonly [key: string]: JsonValue }): Fault => {
  const match = present({ name: pod, namespace: place, labelSelector })
  return trusted<Fault>(Object.hasOwn(known, 'name') ? { type, ...rest, pods: match } : { type, ...rest })
}

const moment = (text: string, given: string): number => {
  const milliseconds = span(given)
  if (typeof milliseconds !== 'number') throw wrong(text, `${given} is no time such as 30s or 1m30s`)
  return milliseconds
}

const wrong = (text: string, why: string) => new UsageInvalid(`--fault ${text}: ${why}`)
