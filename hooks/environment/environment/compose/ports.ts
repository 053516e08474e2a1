import { isObject } from '../../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../../src/kit/json.ts'
import type { ContainerPort } from '../spec/config.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

type Ports = Read<readonly ContainerPort[]>

/** `[address:][published:]port[/protocol]`, where both may be ranges (Part C 21). What is published on a machine has no meaning in a cluster. */
const short = /^(?:(?:(?:\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5}(?:-\d{1,5})?)?:)?(\d{1,5}(?:-\d{1,5})?)(?:\/(tcp|udp|sctp))?$/i
const longestRange = 100

/** Ports of a container, from a list of all forms that compose knows: `80`, `8080:80`, `127.0.0.1:8080:80`, `80/udp`, ranges, objects. */
export const portList = (value: JsonValue, path: string): Ports =>
  Array.isArray(value) ? mapped(joined(value.map((item: JsonValue, at) => portsOf(item, `${path}[${at}]`))), (lists) => lists.flat()) : wrong([], path, 'must be a list')

const portsOf = (value: JsonValue, path: string): Ports => {
  if (isObject(value)) return longForm(value, path)
  return typeof value === 'string' || typeof value === 'number' ? shortForm(String(value), path) : wrong([], path, noPort(value))
}

const noPort = (value: JsonValue): string => `${JSON.stringify(value)} is no port such as 8080:80 or 53/udp`

const shortForm = (text: string, path: string): Ports => {
  const [, published, container = '', protocol = 'tcp'] = short.exec(text.trim()) ?? []
  const ports = range(container)
  const outer = published === undefined ? ports : range(published)
  if (ports === undefined || outer === undefined) return wrong([], path, noPort(text))
  if (ports.length > 1 && outer.length !== ports.length) return wrong([], path, `${text} has ranges of different lengths`)
  return read(ports.map((containerPort) => ({ containerPort, protocol: protocol.toUpperCase() })))
}

/** Undefined: it is no port, runs backwards, or is too long. */
const range = (text: string): readonly number[] | undefined => {
  const [first = 0, last = first] = text.split('-').map(Number)
  const isPort = first > 0 && last < 65_536 && first <= last && last - first < longestRange
  return isPort ? Array.from({ length: last - first + 1 }, (_, at) => first + at) : undefined
}

const meaningless: ReadonlySet<string> = new Set(['published', 'host_ip', 'name', 'app_protocol'])

const longForm = (value: JsonObject, path: string): Ports => {
  const { target, protocol = 'tcp', mode = 'ingress', ...rest } = value
  const ports = range(String(target ?? ''))
  if (ports === undefined || ports.length > 1 || !/^(?:tcp|udp|sctp)$/i.test(String(protocol))) return wrong([], path, noPort(value))
  const others = Object.keys(rest).filter((key) => !meaningless.has(key) && !key.startsWith('x-'))
  const ignored = [...(mode === 'ingress' ? [] : ['mode']), ...others].map((key) => passedOver([], `${path}.${key}`))
  return mapped(joined<readonly ContainerPort[]>([read(ports.map((containerPort) => ({ containerPort, protocol: String(protocol).toUpperCase() }))), ...ignored]), (lists) => lists.flat())
}
