import { objectOf } from '../cluster/json-fields.ts'
import type { Change } from '../cluster/server/object-table.ts'
import { changedPaths } from '../kit/changed-paths.ts'
import { described } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { equals } from '../engine/structural-equality.ts'
import type { JsonValue } from '../protocol/json.ts'

/** A field that is written again and again. */
export interface Flip {
  readonly path: string
  /** The values that it takes in turns, as JSON; none for Secrets. */
  readonly values: readonly string[]
  readonly writers: readonly string[]
}

/** An object that does not come to rest. */
export interface HotLoop {
  /** `Kind namespace/name`. */
  readonly object: string
  /** How often it was written while it was watched. */
  readonly writes: number
  readonly flips: readonly Flip[]
}

export interface HotLoopWatch {
  readonly change: (change: Change) => void
  /** Some object was written so often that it will not end by itself. */
  readonly isHot: () => boolean
  /** The objects that were written most, the worst first. */
  readonly loops: () => readonly HotLoop[]
}

interface Track {
  readonly object: string
  readonly kind: string
  writes: number
  /** Number of its last write among all. */
  last: number
  /** Moment of its last write. */
  lastAt: number
  /** How often the same fields changed as in the write before. */
  streak: number
  paths: readonly string[]
  readonly recent: (readonly [path: string, value: JsonValue | undefined, by: string])[]
}

/** Writes of one object, all to the same fields, after which nobody waits any longer. */
const hotAfter = 1000
/** Changes of an object that are remembered. */
const remembered = 24
/** Milliseconds after which a write goes on with nothing: in between was rest. */
const pause = 60_000
/** Written more often than this, an object is worth a word. */
const suspicious = 3
/** Who was not written among the last so many writes of all has come to rest. */
const lately = 100

/** Watches for objects whose fields flip between values. The clock gives milliseconds. Forget everything with a new one. */
export const hotLoopWatch = (now: () => number = () => 0): HotLoopWatch => {
  const tracks = new Map<string, Track>()
  let isHot = false
  let count = 0
  return {
    isHot: () => isHot,
    change: ({ type, by, object, before }) => {
      if (type !== 'Modified' || before === undefined) return
      const name = described(object)
      const track = tracks.get(name) ?? { object: name, kind: object.kind, writes: 0, last: 0, lastAt: now(), streak: 0, paths: [], recent: [] }
      tracks.set(name, track)
      note(track, { by, object, before, at: now() })
      track.last = count += 1
      isHot ||= track.streak >= hotAfter
    },
    loops: () => [...tracks.values()].filter(({ writes, last }) => writes >= suspicious && last > count - lately).toSorted((a, b) => b.writes - a.writes).map(loopOf),
  }
}

interface Step {
  readonly by: string
  readonly object: StoredObject
  readonly before: StoredObject
  readonly at: number
}

/** What every write changes, and the annotations that repeat the other fields. */
const system = /^metadata\.(resourceVersion|generation|managedFields|annotations\..*\/last-applied-configuration$)/

const note = (track: Track, { by, object, before, at }: Step): void => {
  const paths = changedPaths(before, object).filter((path) => !system.test(path))
  track.writes += 1
  track.streak = at - track.lastAt <= pause && equals(paths, track.paths) ? track.streak + 1 : 1
  track.lastAt = at
  track.paths = paths
  track.recent.push(...paths.map((path) => [path, valueAt(object, path), by] as const))
  track.recent.splice(0, Math.max(0, track.recent.length - remembered))
}

const loopOf = ({ object, kind, writes, recent }: Track): HotLoop => {
  const paths = [...new Set(recent.map(([path]) => path))]
  return { object, writes, flips: paths.map((path) => flipOf(path, recent.filter(([at]) => at === path), kind === 'Secret')) }
}

const flipOf = (path: string, changes: Track['recent'], isSecret: boolean): Flip => ({
  path,
  values: isSecret ? [] : [...new Set(changes.map(([, value]) => value === undefined ? 'nothing' : JSON.stringify(value)))].slice(-4),
  writers: [...new Set(changes.map(([, , by]) => by))],
})

/** The value at a path as `changedPaths` writes it, such as `spec.ports[0].port`. Keys may hold dots: the longest fits. */
const valueAt = (value: JsonValue | undefined, path: string): JsonValue | undefined => {
  if (path === '') return value
  const [index, at] = /^\[(\d+)\]/.exec(path) ?? []
  if (Array.isArray(value)) return index === undefined ? undefined : valueAt(value[Number(at)], rest(path, index))
  const key = Object.keys(objectOf(value)).filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)).toSorted((a, b) => b.length - a.length)[0]
  return key === undefined ? undefined : valueAt(objectOf(value)[key], rest(path, key))
}

const rest = (path: string, taken: string): string => path.slice(taken.length).replace(/^\./, '')
