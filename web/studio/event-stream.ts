import { eventParser } from './event-parser.ts'
import type { ServerEvent } from './event-parser.ts'
import { session } from './session.ts'

export interface StreamListener {
  readonly event: (event: ServerEvent) => void
  /** Whether events come at the moment. */
  readonly connected: (is: boolean) => void
}

const shortest = 500
const longest = 8000
/** The server says something every 15 s: a longer silence is a connection that is gone. */
const silence = 40_000

/**
 * Follows server-sent events with a token, which `EventSource` cannot send. A lost connection is made again and goes on
 * after the last event. A hidden tab holds none: browsers have six for all tabs together.
 */
export const eventStream = (path: string, listener: StreamListener): { readonly stop: () => void } => {
  const end = new AbortController()
  let visit = new AbortController()
  let lastId = ''
  const read = async (): Promise<void> => {
    const headers = { ...session.authorization(), accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
    const response = await fetch(path, { headers, signal: AbortSignal.any([end.signal, visit.signal]), cache: 'no-store' })
    if (response.status === 401) session.isKnown.set(false)
    if (!response.ok || response.body === null) return
    listener.connected(true)
    const parser = eventParser(lastId)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const next = (): ReturnType<typeof reader.read> => within(silence, reader.read())
    for (let piece = await next(); !piece.done; piece = await next()) {
      for (const event of parser.take(piece.value)) listener.event(event)
      lastId = parser.lastId()
    }
  }
  const run = async (): Promise<void> => {
    for (let wait = shortest; !end.signal.aborted && session.isKnown.get(); wait = Math.min(wait * 2, longest)) {
      await visible(end.signal)
      const started = performance.now()
      await read().catch(() => undefined)
      leave()
      if (end.signal.aborted) return
      listener.connected(false)
      if (performance.now() - started > longest) wait = shortest
      if (!document.hidden) await pause(wait)
    }
  }
  const leave = (): void => {
    visit.abort()
    visit = new AbortController()
  }
  const hide = (): void => { if (document.hidden) leave() }
  document.addEventListener('visibilitychange', hide, { signal: end.signal })
  void run()
  return { stop: () => { end.abort() } }
}

/** Rejects when it takes longer. */
const within = <Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> => new Promise((resolve, reject) => {
  const timer = setTimeout(() => { reject(new DOMException('Nothing came', 'TimeoutError')) }, milliseconds)
  promise.then(resolve, reject).finally(() => { clearTimeout(timer) })
})

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds) })

const visible = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (!document.hidden) return resolve()
  document.addEventListener('visibilitychange', () => { resolve() }, { once: true, signal })
})
