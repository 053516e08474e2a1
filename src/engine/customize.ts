import type { RelatedRule } from '../protocol/answer.ts'
import { trusted } from '../protocol/trusted.ts'
import { customizeAnswer } from './hook-answer.ts'
import type { HookClient } from './hook-client.ts'
import { generationOf, uidOf } from './metadata.ts'
import type { Clock, StoredObject } from './object-store.ts'
import type { Registration } from './registration.ts'

/** How long rules are good for, from the call on; reading them does not keep them any longer (metacontroller.md §3.9). */
const lifetimeMilliseconds = 20 * 60 * 1000

/** How often outlived rules are thrown away. */
const cleanupMilliseconds = 10 * 60 * 1000

interface Entry {
  readonly rules: readonly RelatedRule[]
  readonly until: number
}

/** Rules by which parents ask for related objects, remembered by uid and generation: a new label or status asks for nothing new. */
export class Customize {
  readonly #registration: Registration
  readonly #hooks: HookClient
  readonly #clock: Clock
  /** By uid, then by generation: looked up for every parent at every change of a related object. */
  readonly #rules = new Map<string, Map<number, Entry>>()
  #cleanedAt: number

  constructor(registration: Registration, hooks: HookClient, clock: Clock) {
    this.#registration = registration
    this.#hooks = hooks
    this.#clock = clock
    this.#cleanedAt = clock.now()
  }

  get isEnabled(): boolean {
    return this.#registration.hooks.customize?.isCallable === true
  }

  /** Rules that are remembered; none for a controller that asks for nothing. */
  known(parent: StoredObject): readonly RelatedRule[] | undefined {
    if (!this.isEnabled) return []
    const entry = this.#rules.get(uidOf(parent))?.get(generationOf(parent))
    return entry !== undefined && this.#clock.now() <= entry.until ? entry.rules : undefined
  }

  /** Rules of a parent; the hook is called when none are remembered. Throws what the hook's call throws. */
  async rules(parent: StoredObject): Promise<readonly RelatedRule[]> {
    return this.known(parent) ?? await this.#ask(parent)
  }

  async #ask(parent: StoredObject): Promise<readonly RelatedRule[]> {
    const body = await this.#hooks.call('customize', { controller: this.#registration.object, parent: trusted(parent) }, parent)
    const isStrict = this.#registration.hooks.customize?.isStrict === true
    const rules = customizeAnswer(body, { hook: 'customize', isStrict })
    this.#cleanUp()
    const generations = this.#rules.get(uidOf(parent)) ?? new Map<number, Entry>()
    this.#rules.set(uidOf(parent), generations.set(generationOf(parent), { rules, until: this.#clock.now() + lifetimeMilliseconds }))
    return rules
  }

  #cleanUp(): void {
    const now = this.#clock.now()
    if (now - this.#cleanedAt < cleanupMilliseconds) return
    this.#cleanedAt = now
    for (const [uid, generations] of this.#rules) {
      for (const [generation, { until }] of generations) if (until < now) generations.delete(generation)
      if (generations.size === 0) this.#rules.delete(uid)
    }
  }
}
