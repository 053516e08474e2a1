import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'

/** An answer of the Studio. */
export interface Said { readonly status: number; readonly body: JsonObject }

/** Somebody in front of the Studio: its API with their token. Any version will do, as `If-Match: *` says. */
export interface Seat {
  readonly get: (path: string) => Promise<Said>
  readonly post: (path: string, body: JsonObject) => Promise<Said>
  readonly put: (path: string, body: JsonObject) => Promise<Said>
}

export const seatAt = (url: string, token: string | undefined): Seat => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const ask = async (method: string, path: string, body?: JsonObject): Promise<Said> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json', 'if-match': '*' }) },
    })
    const value = trusted<JsonValue>(await answer.json())
    return { status: answer.status, body: isObject(value) ? value : {} }
  }
  return { get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body), put: (path, body) => ask('PUT', path, body) }
}
