import type { Controller } from '../kit/controller.ts'
import { driftOf } from '../kit/drift.ts'
import type { Drift } from '../kit/drift.ts'
import { parsedJson } from '../kit/json.ts'
import type { Child } from '../kit/kind.ts'
import type { JsonObject } from '../protocol/json.ts'
import { isObject } from '../protocol/json.ts'
import { answerDifference, childName, wantedOf } from './answer-difference.ts'
import { answerParts } from './answer-parts.ts'
import { versionsOf } from './calm-children.ts'
import { asWanted, missingPaths, observedChild } from './children-as-wanted.ts'
import { factsOf, observedOf } from './observed-facts.ts'
import type { Observed } from './observed-facts.ts'
import { textDigest } from './text-digest.ts'
import { WatchedParent, patience } from './watched-parent.ts'
import type { Unrest } from './watched-parent.ts'

/** Parents that are remembered: of more, those that were silent longest go. */
export const mostParents = 10_000
/** Characters of all answers that are kept to compare the next one with, together. */
export const mostCharacters = 4 * 1024 * 1024
const mostDrift = 5

/** A parent that comes to no rest. Times are milliseconds. */
export interface Restless {
  readonly controller: string
  /** `Kind namespace/name`. */
  readonly parent: string
  readonly unrest: Unrest
  readonly since: number
  /** Children and fields between the last two answers, or those that were changed back. */
  readonly what: readonly string[]
}

/** One computed answer. `text` is the body as JSON. */
export interface WatchedAnswer {
  readonly controller: Pick<Controller, 'name' | 'type'>
  readonly document: unknown
  readonly body: JsonObject
  readonly text: string
  readonly at: number
}

export interface RestlessOptions {
  readonly begins: (restless: Restless) => void
  readonly ends: (restless: Restless, at: number) => void
}

interface Entry {
  readonly watched: WatchedParent
  /** The last answer, while there is a reason to compare the next one with it. */
  text: string
  restless?: Restless | undefined
  /** Of its last step of unrest. */
  at: number
}

/** Finds parents that come to no rest, from what is asked and answered. It changes no answer, and its memory has an end. */
export class RestlessParents {
  readonly #entries = new Map<string, Entry>()
  readonly #restless = new Set<Entry>()
  readonly #options: RestlessOptions
  #characters = 0

  constructor(options: RestlessOptions) {
    this.#options = options
  }

  answered(answer: WatchedAnswer): void {
    const { controller, document, body, text, at } = answer
    const observed = observedOf(controller, document)
    const key = keyOf(controller, observed)
    const entry = this.#entries.get(key) ?? { watched: new WatchedParent(), text: '', at }
    this.#entries.delete(key)
    this.#rested(at)
    if (body['finalized'] === true) return this.#forget(entry, at)
    this.#entries.set(key, entry)
    if (entry.watched.answered(seenOf(answer, observed))) this.#step(entry, answer, observed)
    // Two answers in a row are compared, whatever lies between the last step and this one.
    else if (entry.text !== '' && at - entry.at > patience) this.#keep(entry, '')
    if (entry.text !== '') this.#keep(entry, text)
    this.#bound(at)
  }

  /** Parents that come to no rest now. */
  restless(at: number): readonly Restless[] {
    this.#rested(at)
    return [...this.#restless].flatMap(({ restless }) => restless ?? [])
  }

  #step(entry: Entry, { controller, body, text, at }: WatchedAnswer, observed: Observed): void {
    entry.at = at
    const unrest = entry.watched.unrest(at)
    if (unrest !== undefined && entry.restless === undefined) {
      const what = unrest === 'overwritten' ? driftTexts(observed, wantedOf(body)) : differences(entry.text, body)
      entry.restless = { controller: controller.name, parent: childName(observed.parent), unrest, since: at, what }
      this.#restless.add(entry)
      this.#options.begins(entry.restless)
    }
    this.#keep(entry, text)
  }

  #keep(entry: Entry, text: string): void {
    this.#characters += text.length - entry.text.length
    entry.text = text
  }

  /** Ends what took no step for long. */
  #rested(at: number): void {
    for (const entry of this.#restless) if (at - entry.at > patience) this.#end(entry, at)
  }

  #end(entry: Entry, at: number): void {
    const { restless } = entry
    this.#restless.delete(entry)
    entry.restless = undefined
    if (restless !== undefined) this.#options.ends(restless, at)
  }

  #forget(entry: Entry, at: number): void {
    this.#keep(entry, '')
    this.#end(entry, at)
  }

  #bound(at: number): void {
    for (const [key, oldest] of this.#entries) {
      if (this.#entries.size <= mostParents) break
      this.#entries.delete(key)
      this.#forget(oldest, at)
    }
    if (this.#characters > mostCharacters) for (const entry of this.#entries.values()) {
      if (this.#characters <= mostCharacters) break
      this.#keep(entry, '')
    }
  }
}

const keyOf = ({ name }: Pick<Controller, 'name'>, { parent: { metadata } }: Observed): string => `${name} ${metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`}`

const seenOf = ({ controller, body, text, at }: WatchedAnswer, observed: Observed): Parameters<WatchedParent['answered']>[0] => {
  const { children, parent } = answerParts(body, text)
  return {
    at,
    children: textDigest(children),
    parent: textDigest(parent),
    versions: textDigest(versionsOf(Object.values(observed.children).flatMap((group) => Object.values(group)))),
    facts: () => textDigest(factsOf(controller, observed)),
    isSettled: () => asWanted(observed, wantedOf(body)),
    drift: () => new Map(driftIn(observed, wantedOf(body)).map(({ object }) => [childName(object), versionsOf([object])])),
  }
}

const driftIn = ({ children, parent }: Observed, wanted: readonly Child[]): readonly Drift[] =>
  driftOf(children, wanted, parent.metadata.namespace).slice(0, mostDrift)

const driftTexts = (observed: Observed, wanted: readonly Child[]): readonly string[] => driftIn(observed, wanted).map(({ object, field }) => {
  const child = wanted.find((one) => observedChild(observed, one) === object)
  return `${childName(object)}: ${child === undefined ? 'there or not' : missingPaths(object, child, field).join(', ')}`
})

const differences = (before: string, after: JsonObject): readonly string[] => {
  const known = parsedJson(before)
  return isObject(known) ? answerDifference(known, after) : []
}
