import { apiError } from '../engine/api-errors.ts'
import { metadataOf } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { isObject, parseJson } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { Expired } from './kube-errors.ts'

/** One line of a watch: a change, or a bookmark that only says how far we are. */
export interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: StoredObject
  readonly resourceVersion: string
}

/** Reads a line of a watch. Throws Expired when the server has forgotten where we were, and what else it says. */
export const watchLine = (about: string, line: Buffer): WatchLine => {
  const event = parseJson(line)
  const { type, object } = isObject(event) ? event : {}
  if (!isObject(object)) throw apiError(about, { status: 500, message: 'a line of the watch is no event' })
  if (type === 'ERROR') throw refusal(about, object)
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK') {
    throw apiError(about, { status: 500, message: `the watch tells of ${String(type)}` })
  }
  return { type, object: trusted<StoredObject>(object), resourceVersion: String(metadataOf(object)['resourceVersion'] ?? '') }
}

const refusal = (about: string, { code, reason, message }: JsonObject): Error => {
  const words = typeof message === 'string' ? message : 'the watch failed'
  if (code === 410) return new Expired(about, words)
  return apiError(about, { status: typeof code === 'number' ? code : 500, reason: typeof reason === 'string' ? reason : undefined, message: words })
}
