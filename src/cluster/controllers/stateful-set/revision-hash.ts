import { Buffer } from 'node:buffer'
import { goJson } from '../../../engine/go-json.ts'
import type { JsonValue } from '../../../protocol/json.ts'
import { nameCharacters } from '../../seed.ts'

const prime = 0x01000193
const offset = 0x811c9dc5

/** FNV-1 of 32 bits over the UTF-8 bytes of a text. */
const fnv1 = (text: string): number => {
  let hash = offset
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash, prime) ^ byte
  return hash >>> 0
}

/** A number in characters that make no words: each digit's code picks one. */
const safe = (digits: string): string => [...digits].map((digit) => nameCharacters[digit.charCodeAt(0) % nameCharacters.length]).join('')

/** Hash of some JSON, by which Kubernetes names revisions; another count of collisions gives another one. */
export const revisionHash = (data: JsonValue, collisions: number): string => safe(String(fnv1(`${goJson(data)}${collisions}`)))
