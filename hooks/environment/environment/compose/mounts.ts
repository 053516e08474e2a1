import { isObject } from '../../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../../src/kit/json.ts'
import { fieldsOf } from './fields-of.ts'
import type { Readers } from './fields-of.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

/** A named volume in a container. */
export interface ComposeMount {
  /** Name of the volume in the file. */
  readonly volume: string
  readonly mountPath: string
  readonly readOnly: boolean
}
type Mounts = Read<readonly ComposeMount[]>

/** `volumes` of a service. Folders of the project are passed over; anything else of a machine is refused. */
export const mountsOf = (value: JsonValue, path: string): Mounts =>
  Array.isArray(value) ? flat(value.map((item: JsonValue, at) => mountOf(item, `${path}[${at}]`))) : wrong([], path, 'must be a list')

const flat = (mounts: readonly Mounts[]): Mounts => mapped(joined(mounts), (lists) => lists.flat())

const mountOf = (item: JsonValue, path: string): Mounts => {
  if (isObject(item)) return longForm(item, path)
  if (typeof item !== 'string') return wrong([], path, 'must be a text such as data:/var/lib/data')
  // The colon behind the letter of a drive ends nothing.
  const [source = '', target, ...modes] = item.split(/(?<!^[A-Za-z]):|:(?!\\)/)
  if (target === undefined) return passedOver([], path)
  return mountFrom({ source, target, modes: modes.join(':').split(',').filter((mode) => mode !== '') }, path)
}

interface Given { readonly source: string; readonly target: string; readonly modes: readonly string[] }

/** Modes that change nothing where one pod has the volume. */
const plainModes: ReadonlySet<string> = new Set(['ro', 'rw', 'z', 'Z'])

const mountFrom = ({ source, target, modes }: Given, path: string): Mounts => {
  const isFolder = /^[./~\\]|^[A-Za-z]:|[/\\]/.test(source)
  if (isFolder) return isOutside(source) ? wrong([], path, `${source} is a folder of a machine: it is never mounted`) : passedOver([], path)
  if (!target.startsWith('/') || target.includes('\0')) return wrong([], path, `${JSON.stringify(target)} is no absolute path`)
  const mount = read([{ volume: source, mountPath: target, readOnly: modes.includes('ro') }])
  return flat([mount, ...modes.filter((mode) => !plainModes.has(mode)).map((mode) => passedOver<readonly ComposeMount[]>([], `${path}.${mode}`))])
}

/** Folders below the file belong to the project, and are only missing here; all others are somebody's. */
const isOutside = (source: string): boolean => !source.startsWith('.') || /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(source)

interface Long { readonly type: string; readonly source: string; readonly target: string; readonly readOnly: boolean }

const text = (field: keyof Long) => (value: JsonValue, path: string): Read<Partial<Long>> => typeof value === 'string' ? read({ [field]: value }) : wrong({}, path, 'must be a text')
const long: Readers<Long> = { type: text('type'), source: text('source'), target: text('target'), read_only: (value) => read({ readOnly: value === true }) }

const longForm = (item: JsonObject, path: string): Mounts => {
  const { value, ...found } = fieldsOf(item, path, long)
  const { type = 'volume', target = '', readOnly = false } = value
  const source = type === 'bind' || type === 'npipe' ? asFolder(value.source ?? '') : type === 'volume' ? value.source : undefined
  return flat([{ value: [], ...found }, source === undefined ? passedOver([], path) : mountFrom({ source, target, modes: readOnly ? ['ro'] : [] }, path)])
}

/** What is bound is a folder even where it looks like a name. */
const asFolder = (source: string): string => /^[./~\\]/.test(source) ? source : `/${source}`
