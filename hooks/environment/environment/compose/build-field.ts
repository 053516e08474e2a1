import type { JsonValue } from '../../../../src/kit/json.ts'
import { fieldsOf } from './fields-of.ts'
import type { Readers } from './fields-of.ts'
import { merged, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

/** What is built for a service: paths within the sources. */
export interface ComposeBuild {
  readonly context: string
  readonly dockerfile?: string
}

const context = (value: JsonValue, path: string): Read<Partial<ComposeBuild>> => {
  if (typeof value !== 'string' || value === '') return wrong({}, path, 'must be a path')
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^/]+@|^git:|^[~/\\]|\.git(?:#|$)/i.test(value) ? wrong({}, path, `${value} is not in the sources of the Project`) : read({ context: value })
}

const readers: Readers<ComposeBuild> = {
  context,
  dockerfile: (value, path) => typeof value === 'string' && value !== '' ? read({ dockerfile: value }) : wrong({}, path, 'must be a path'),
  network: (value, path) => value === 'host' ? wrong({}, path, 'host is refused: a build never shares the network of a node') : passedOver({}, path),
  privileged: (value, path) => value === false ? read({}) : wrong({}, path, 'is refused: builds run without root'),
  entitlements: (_, path) => wrong({}, path, 'is refused: builds run without root'),
}

/** `build` as a path or as an object. */
export const buildOf = (value: JsonValue, path: string): Read<ComposeBuild> => {
  const found = typeof value === 'string' ? merged<ComposeBuild>([context(value, path)]) : fieldsOf(value, path, readers)
  return { ...found, value: { context: '.', ...found.value } }
}
