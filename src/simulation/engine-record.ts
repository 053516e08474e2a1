import type { Observer, PassTrace, WriteTrace } from '../engine/observer.ts'

/** What an engine did, in figures. */
export interface EngineRecord {
  readonly observer: Observer
  /** Writes that were accepted. */
  readonly writes: () => number
  /** The most passes that a single parent needed, its last one that wrote something included. */
  readonly rounds: () => number
  /** Parents whose last pass failed, in words: `Kind namespace/name`, and why. */
  readonly failing: () => readonly Failing[]
  readonly listen: (listener: (trace: WriteTrace) => void) => void
}

export interface Failing {
  readonly parent: string
  readonly controller: string
  readonly message: string
}

export const engineRecord = (): EngineRecord => {
  const passes = new Map<string, number>()
  const failing = new Map<string, Failing>()
  const listeners: ((trace: WriteTrace) => void)[] = []
  let writes = 0
  let rounds = 0
  const onWrite = (trace: WriteTrace): void => {
    if (trace.refused !== undefined) return
    writes += 1
    rounds = Math.max(rounds, (passes.get(keyOf(trace)) ?? 0) + 1)
    for (const listener of listeners) listener(trace)
  }
  const onPass = (trace: PassTrace): void => {
    const { controller, parent, outcome, message = '' } = trace
    passes.set(keyOf(trace), (passes.get(keyOf(trace)) ?? 0) + 1)
    if (outcome === 'done' || outcome === 'stopped') failing.delete(keyOf(trace))
    else failing.set(keyOf(trace), { controller, parent, message: message || outcome })
  }
  return {
    observer: { write: onWrite, pass: onPass },
    writes: () => writes,
    rounds: () => rounds,
    failing: () => [...failing.values()],
    listen: (listener) => { listeners.push(listener) },
  }
}

const keyOf = ({ controller, parent }: { readonly controller: string; readonly parent: string }): string => `${controller} ${parent}`
