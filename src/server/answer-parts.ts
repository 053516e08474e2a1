import type { JsonObject } from '../protocol/json.ts'

/** An answer, cut in two. */
export interface AnswerParts {
  /** The wanted children or attachments. */
  readonly children: string
  /** What becomes of the parent itself: its status, for a decorator its labels and annotations, too. */
  readonly parent: string
}

/** When to be called again says nothing about what is wanted, nor does whether it was the last time. */
const neither: ReadonlySet<string> = new Set(['resyncAfterSeconds', 'finalized'])

const isWanted = (key: string): boolean => key === 'children' || key === 'attachments'

/** Whether a field of an answer says what becomes of the parent. */
export const isOfParent = (key: string): boolean => !isWanted(key) && !neither.has(key)

/** Cuts an answer. `text` is the body as JSON: the children, most of it, are taken from there and not written again. */
export const answerParts = (body: JsonObject, text: string): AnswerParts => {
  let [start, end, isBehind, parent] = [1, text.length - 1, false, '']
  for (const key in body) {
    if (isWanted(key)) {
      isBehind = true
      continue
    }
    const entry = body[key] === undefined ? '' : `${JSON.stringify(key)}:${JSON.stringify(body[key])},`
    if (isBehind) end -= entry.length
    else start += entry.length
    if (isOfParent(key)) parent += entry
  }
  return { children: text.slice(start, end), parent: timeless(parent) }
}

/** Times at which something was last seen or changed follow a change, they are none. */
export const timeless = (text: string): string => text.replace(times, '')

const times = /"(?:last(?:Transition|Update|Probe|Heartbeat|Schedule)Time|observedGeneration)":(?:"[^"]*"|\d+|null),?/g
