import type { Step } from './seen-texts.ts'
import { SeenTexts } from './seen-texts.ts'

/**
 * How a parent comes to no rest. `alternates`: what is wanted goes back and forth between texts that were there before.
 * `changes`: something else is wanted with every call, although nothing was observed that would be new. `overwritten`: always
 * the same is wanted, and somebody else keeps changing it back.
 */
export const unrests = ['alternates', 'changes', 'overwritten'] as const
export type Unrest = (typeof unrests)[number]

/** Milliseconds in which so many steps have to fall, and after which a parent that took none has come to rest. */
export const patience = 15 * 60 * 1000
const rules: Readonly<Record<Unrest, { readonly steps: number; readonly within: number }>> = {
  alternates: { steps: 4, within: patience },
  changes: { steps: 20, within: 60 * 1000 },
  overwritten: { steps: 5, within: patience },
}

/** Digests of one answer and of what it was made from; the last three are asked for only when something changed. */
export interface Seen {
  /** Milliseconds. */
  readonly at: number
  readonly children: string
  readonly parent: string
  /** Versions of the observed children. */
  readonly versions: string
  readonly facts: () => string
  /** The children are as they are wanted. */
  readonly isSettled: () => boolean
  /** Children that are not as they are wanted, with their versions. */
  readonly drift: () => ReadonlyMap<string, string>
}

type Times = readonly number[]
const none: Times = []
const nothing: ReadonlyMap<string, string> = new Map()

/** What is remembered of one parent: digests and moments, never a text. */
export class WatchedParent {
  readonly #children = new SeenTexts(8)
  readonly #parent = new SeenTexts(8)
  readonly #facts = new SeenTexts(16)
  #versions = ''
  #childrenAlternate = none
  #childrenChange = none
  #parentAlternates = none
  #parentChanges = none
  #overwritten = none
  #drift = nothing

  /** Takes an answer. True when it is a step of some unrest. */
  answered(seen: Seen): boolean {
    const [children, parent] = [this.#children.next(seen.children), this.#parent.next(seen.parent)]
    if (children === 'same' && parent === 'same') return this.#resent(seen)
    const facts = this.#facts.next(seen.facts())
    const isOwn = facts === 'same' && seen.versions === this.#versions
    const isStep = children === 'same' ? this.#resent(seen) : this.#childrenChanged(children, facts, seen)
    return (parent !== 'same' && this.#parentChanged(parent, isOwn, seen.at)) || isStep
  }

  /** The unrest that there is now, if any. */
  unrest(at: number): Unrest | undefined {
    const isReached = (unrest: Unrest, times: Times): boolean => times.filter((time) => time > at - rules[unrest].within).length >= rules[unrest].steps
    if ([this.#childrenAlternate, this.#parentAlternates].some((times) => isReached('alternates', times))) return 'alternates'
    if ([this.#childrenChange, this.#parentChanges].some((times) => isReached('changes', times))) return 'changes'
    return isReached('overwritten', this.#overwritten) ? 'overwritten' : undefined
  }

  /** Progress brings texts that were never there; a step back that nothing would be written for is none. */
  #childrenChanged(step: Step, facts: Step, { at, versions, isSettled }: Seen): boolean {
    this.#versions = versions
    this.#overwritten = none
    this.#drift = nothing
    const isStep = !isSettled()
    if (facts === 'new') this.#childrenChange = none
    else if (isStep) this.#childrenChange = with_(this.#childrenChange, at)
    if (step === 'new') this.#childrenAlternate = none
    else if (isStep) this.#childrenAlternate = with_(this.#childrenAlternate, at)
    return isStep && (step === 'earlier' || facts !== 'new')
  }

  /** A status follows what is observed, back and forth if need be; only one that moves by itself is of interest. */
  #parentChanged(step: Step, isOwn: boolean, at: number): boolean {
    this.#parentChanges = isOwn ? with_(this.#parentChanges, at) : none
    this.#parentAlternates = isOwn && step === 'earlier' ? with_(this.#parentAlternates, at) : none
    return isOwn
  }

  /** The same is wanted as before. A child that differed, was written since, and differs still or again: somebody changes it back. */
  #resent({ at, versions, drift }: Seen): boolean {
    if (versions === this.#versions) return false
    this.#versions = versions
    const now = drift()
    const isStep = [...now].some(([name, version]) => (this.#drift.get(name) ?? version) !== version)
    if (isStep) this.#overwritten = with_(this.#overwritten, at)
    // What is as wanted in between is remembered: our own write shows up before the next one of somebody else.
    if (now.size > 0) this.#drift = now
    return isStep
  }
}

const mostTimes = Math.max(...unrests.map((unrest) => rules[unrest].steps))

const with_ = (times: Times, at: number): Times => [...times, at].slice(-mostTimes)
