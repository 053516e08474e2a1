import { durationSeconds, parseDuration } from '../../../../src/kit/duration.ts'
import { isObject } from '../../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../../src/kit/json.ts'
import type { Config } from '../spec/config.ts'
import { literal } from './literal.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

export type Probes = Pick<Config, 'readinessProbe' | 'livenessProbe'>

const known: ReadonlySet<string> = new Set(['test', 'interval', 'timeout', 'retries', 'start_period', 'disable'])

/**
 * `healthcheck` as probes: traffic and whatever depends on the service wait until the test succeeds, and a container whose test
 * fails too often is restarted. Compose's own defaults are 30 s, 30 s and 3 retries.
 */
export const probesOf = (value: JsonValue, path: string): Read<Probes> => {
  if (!isObject(value)) return wrong({}, path, 'must be an object')
  const ignored = Object.keys(value).filter((key) => !known.has(key) && !key.startsWith('x-')).map((key) => passedOver({}, `${path}.${key}`))
  const probes = value['disable'] === true ? read({}) : tested(value, path)
  return mapped(joined<Probes>([probes, ...ignored]), ([first = {}]) => first)
}

const tested = (value: JsonObject, path: string): Read<Probes> => {
  const command = commandOf(value['test'] ?? null, `${path}.test`)
  if (command.value === undefined) return mapped(command, () => ({}))
  const exec = { command: [...command.value] }
  const times = joined([seconds(value['interval'], 30, `${path}.interval`), seconds(value['timeout'], 30, `${path}.timeout`), retries(value['retries'], `${path}.retries`), seconds(value['start_period'], 0, `${path}.start_period`)])
  return mapped(times, ([periodSeconds = 30, timeoutSeconds = 30, failureThreshold = 3, initialDelaySeconds = 0]) => {
    const probe = { exec, periodSeconds: Math.max(1, periodSeconds), timeoutSeconds: Math.max(1, timeoutSeconds), failureThreshold }
    return { readinessProbe: probe, livenessProbe: initialDelaySeconds === 0 ? probe : { ...probe, initialDelaySeconds } }
  })
}

/** Undefined: there is no test of its own. */
const commandOf = (test: JsonValue, path: string): Read<readonly string[] | undefined> => {
  if (typeof test === 'string') return read(shell(test))
  const words = Array.isArray(test) ? test.filter((word: JsonValue) => typeof word === 'string') : []
  const [kind, ...rest] = words.map(literal)
  if (kind === 'NONE') return read(undefined)
  if (kind === 'CMD' && rest.length > 0) return read(rest)
  return kind === 'CMD-SHELL' && rest.length === 1 ? read(shell(words[1] ?? '')) : wrong(undefined, path, 'must be a text, or a list that begins with CMD, CMD-SHELL or NONE')
}

const shell = (text: string): readonly string[] => ['/bin/sh', '-c', literal(text)]

const longestSeconds = 86_400

const seconds = (value: JsonValue | undefined, absent: number, path: string): Read<number> => {
  if (value === undefined || value === null) return read(absent)
  const text = String(value)
  const found = durationSeconds(text) ?? Math.ceil((parseDuration(text) ?? -1000) / 1000)
  return found < 0 || found > longestSeconds ? wrong(absent, path, `${JSON.stringify(value)} is no time such as 10s, of at most a day`) : read(found)
}

const retries = (value: JsonValue | undefined, path: string): Read<number> => {
  if (value === undefined || value === null) return read(3)
  const count = Number(value)
  return Number.isInteger(count) && count >= 0 && count <= 1000 ? read(Math.max(1, count)) : wrong(3, path, `${JSON.stringify(value)} is no number of retries`)
}
