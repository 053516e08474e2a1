import { once } from 'node:events'
import type { EventEmitter } from 'node:events'

const signals = ['SIGTERM', 'SIGINT'] as const

/** The wish to stop: the first signal asks, the second insists. */
export interface Termination {
  readonly asked: Promise<void>
  readonly insisted: AbortSignal
  /** Signals have their usual effect again. */
  readonly forget: () => void
}

/** Listens for SIGTERM and SIGINT of a process. */
export const termination = (source: EventEmitter): Termination => {
  const insisted = new AbortController()
  const asked = new AbortController()
  const hear = (): void => asked.signal.aborted ? insisted.abort() : asked.abort()
  for (const signal of signals) source.on(signal, hear)
  return {
    asked: once(asked.signal, 'abort').then(() => undefined),
    insisted: insisted.signal,
    forget: () => signals.forEach((signal) => source.off(signal, hear)),
  }
}
