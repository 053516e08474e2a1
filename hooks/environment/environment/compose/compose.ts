import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import { parsedYaml } from '../../../../src/kit/yaml-text.ts'
import { cleanedName } from '../../cleaned-name.ts'
import { longestName } from '../longest-name.ts'
import { fieldsOf } from './fields-of.ts'
import type { Readers } from './fields-of.ts'
import { interpolated } from './interpolation.ts'
import type { Variables } from './interpolation.ts'
import { circular } from './order.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'
import { supportedKeys } from './supported-keys.ts'
import type { ServiceFields } from './supported-keys.ts'

/** A service of a compose file; its names and those that it waits for are names in Kubernetes. */
export interface ComposeService extends Partial<ServiceFields> {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** A compose file, as far as it is understood. */
export interface Compose {
  readonly services: readonly ComposeService[]
  /** Names of the claims. */
  readonly volumes: readonly string[]
  /** Why nothing can be made from it. */
  readonly problems: readonly Problem[]
  /** Keys that were passed over, such as `services.web.networks`. */
  readonly unsupported: readonly string[]
}

interface File { readonly services: readonly ComposeService[]; readonly volumes: readonly string[] }

/** What cannot be read. */
export const nothing = (problems: readonly Problem[]): Compose => ({ services: [], volumes: [], problems, unsupported: [] })

/** Reads the text of a compose file. Never throws: what cannot be read is a problem. */
export const composeOf = (text: string, variables: Variables = new Map()): Compose => {
  const parsed = parsedYaml(text)
  if ('problem' in parsed) return nothing([problem('compose', parsed.problem)])
  const filled = interpolated(parsed.value, variables, 'compose')
  if (filled.problems.length > 0) return nothing(filled.problems)
  const { value: { services = [], volumes = [] }, problems, unsupported } = fieldsOf(filled.value, '', file)
  const placed = problems.map((found) => ({ ...found, path: found.path === '' ? 'compose' : `compose${found.path}` }))
  const found = [...placed, ...(services.length === 0 && placed.length === 0 ? [problem('compose.services', 'is required')] : []), ...bindingProblems(services, volumes)]
  return { services, volumes, problems: found, unsupported: unsupported.map((path) => path.slice(1)) }
}

/** What only shows when all services are known. */
const bindingProblems = (services: readonly ComposeService[], volumes: readonly string[]): readonly Problem[] => {
  const names = new Set(services.map(({ name }) => name))
  const circle = circular(services)
  return [
    ...repeated(services.map(({ name }) => name), 'compose.services'),
    ...repeated(volumes, 'compose.volumes'),
    ...services.flatMap(({ name, dependsOn, mounts = [], image, build }) => [
      ...(image === undefined && build === undefined ? [problem(`compose.services.${name}`, 'has no image or build directive')] : []),
      ...dependsOn.filter((one) => !names.has(one)).map((one) => problem(`compose.services.${name}.depends_on`, `there is no service ${one}`)),
      ...mounts.filter(({ volume }) => !volumes.includes(cleanedName(volume))).map(({ volume }) => problem(`compose.services.${name}.volumes`, `there is no volume ${volume}`)),
      ...repeated(mounts.map(({ mountPath }) => mountPath), `compose.services.${name}.volumes`),
    ]),
    ...(circle.length === 0 ? [] : [problem('compose.services', `${circle.join(', ')} wait for each other (depends_on)`)]),
  ]
}

const repeated = (names: readonly string[], path: string): readonly Problem[] =>
  names.flatMap((name, at) => names.indexOf(name) === at ? [] : [problem(path, `two of them are called ${name}`)])

const nameProblem = (name: string): string | undefined => {
  const found = cleanedName(name)
  // Services are names in the older sense of DNS: a digit never comes first.
  return /^[a-z]/.test(found) && found.length <= longestName ? undefined : `must be a name of at most ${longestName} letters, digits and hyphens that begins with a letter`
}

const serviceOf = (key: string, value: JsonValue, path: string): Read<ComposeService> => {
  const found = nameProblem(key)
  const service = { name: cleanedName(key), dependsOn: [] }
  if (found !== undefined) return wrong(service, path, found)
  return mapped(fieldsOf(value, path, supportedKeys), (fields) => ({ ...service, ...fields, dependsOn: (fields.dependsOn ?? []).map(cleanedName) }))
}

const services = (value: JsonValue, path: string): Read<Partial<File>> => isObject(value)
  ? mapped(joined(Object.entries(value).filter(([key]) => !key.startsWith('x-')).map(([key, item]) => serviceOf(key, item ?? null, `${path}.${key}`))), (all) => ({ services: all }))
  : wrong({}, path, 'must be an object')

/** Options of a driver can name a folder of the node. */
const volumeKeys: Readers<object> = {
  driver: (value, path) => value === 'local' ? read({}) : passedOver({}, path),
  driver_opts: (_, path) => wrong({}, path, 'is refused: it could name a folder of the node'),
}

const volumeOf = (key: string, value: JsonValue, path: string): Read<string> => {
  const found = nameProblem(key)
  if (found !== undefined) return wrong(cleanedName(key), path, found)
  return value === null ? read(cleanedName(key)) : mapped(fieldsOf(value, path, volumeKeys), () => cleanedName(key))
}

const volumes = (value: JsonValue, path: string): Read<Partial<File>> => isObject(value)
  ? mapped(joined(Object.entries(value).filter(([key]) => !key.startsWith('x-')).map(([key, item]) => volumeOf(key, item ?? null, `${path}.${key}`))), (all) => ({ volumes: all }))
  : wrong({}, path, 'must be an object')

/** Keys of the whole file. A version and a name say nothing here. */
const file: Readers<File> = { services, volumes, version: () => read({}), name: () => read({}) }
