/** Why the server did not do it: a problem document. */
export interface Refusal<More = object> {
  readonly code: string
  readonly detail: string
  /** What this problem says besides; nothing when there was no answer at all. */
  readonly more?: More
}

export type Answer<Value, More = object> = { readonly value: Value } | { readonly refusal: Refusal<More> }

/** Asks for JSON. Nobody answering is a refusal too. */
export const ask = async <Value, More = object>(path: string, init: RequestInit = {}): Promise<Answer<Value, More>> => {
  try {
    const response = await fetch(path, init)
    const body = await response.json()
    return response.ok ? { value: body } : { refusal: { code: body.code, detail: body.detail, more: body } }
  } catch {
    return { refusal: { code: 'KH_UNREACHABLE', detail: 'The server does not answer. Was it stopped?' } }
  }
}
