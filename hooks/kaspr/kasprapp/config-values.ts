import { isObject, isRawNumber, rawNumberText } from '../../../src/kit/json.ts'
import type { JsonValue } from '../../../src/kit/json.ts'
import { configMapKeyProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { pythonDisplay, pythonFloat } from '../python/display.ts'
import { configKeys } from './spec/config-keys.ts'
import type { ConfigType } from './spec/config-keys.ts'

export type Config = Readonly<Record<string, JsonValue>>
/** A variable and its value. */
export type Entry = readonly [variable: string, value: string]

const yes = new Set(['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1'])
const no = new Set(['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0'])

const readers: Readonly<Record<ConfigType, (value: JsonValue) => string | undefined>> = {
  string: (value) => typeof value === 'string' ? value : undefined,
  int: (value) => wholeText(value),
  float: (value) => floatText(value),
  bool: (value) => boolText(value),
}
const expected: Readonly<Record<ConfigType, string>> = { string: 'must be a string', int: 'must be an integer', float: 'must be a number', bool: 'must be true or false' }

/** Cut towards zero, as Python's int() does. */
const wholeText = (value: JsonValue): string | undefined => {
  if (isRawNumber(value)) return /^-?\d+$/.test(rawNumberText(value)) ? rawNumberText(value) : undefined
  if (typeof value === 'number') return String(BigInt(Math.trunc(value)))
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? String(BigInt(value.trim().replace(/^\+/, ''))) : undefined
}

const floatText = (value: JsonValue): string | undefined => {
  const number = isRawNumber(value) ? Number(rawNumberText(value)) : typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? pythonFloat(number) : undefined
}

const boolText = (value: JsonValue): string | undefined => {
  const word = typeof value === 'boolean' || typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  return yes.has(word) ? 'True' : no.has(word) ? 'False' : undefined
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const variable = (key: string): string => `K_${key.toUpperCase()}`

const known: ReadonlySet<string> = new Set(configKeys.map(([key]) => key))

const isGiven = (config: Config, key: string): boolean => Object.hasOwn(config, key) && config[key] !== null && config[key] !== undefined

/**
 * Variables made from `spec.config`: known keys in the order of their table, then unknown ones by name (Q27). A
 * snake-case spelling of a known key wins over the camel-case one and takes its place.
 */
export const configEntries = (config: Config): readonly Entry[] => {
  const first = configKeys.flatMap(([key, type]): readonly Entry[] => {
    const text = isGiven(config, key) ? readers[type](config[key] ?? null) : undefined
    return text === undefined ? [] : [[variable(snakeCase(key)), text]]
  })
  const rest = Object.keys(config).filter((key) => !known.has(key) && isGiven(config, key)).toSorted()
    .map((key): Entry => [variable(key), displayed(config[key] ?? null)])
  return [...new Map([...first, ...rest])]
}

const displayed = (value: JsonValue): string => isRawNumber(value) ? rawNumberText(value) : pythonDisplay(value)

/** Known keys with values that upstream would refuse, and unknown ones that make no key of a ConfigMap. */
export const configProblems = (config: Config): readonly Problem[] => [
  ...configKeys.flatMap(([key, type]) => Object.hasOwn(config, key) && readers[type](config[key] ?? null) === undefined ? [problem(`spec.config.${key}`, expected[type])] : []),
  ...Object.keys(config).filter((key) => !known.has(key)).flatMap((key) => {
    const said = configMapKeyProblem(variable(key))
    return said === undefined ? [] : [problem(`spec.config["${key}"]`, `as ${variable(key)}: ${said}`)]
  }),
]

/** Checks the type at the boundary of the free map. */
export const configOf = (given: unknown): Config => isObject(given) ? given : {}
