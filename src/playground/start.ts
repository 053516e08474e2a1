import { ListenFailed } from '../protocol/errors.ts'
import type { Log } from '../server/log.ts'
import { createPlayground } from './playground.ts'
import type { Playground, PlaygroundOptions } from './playground.ts'
import { buildPlaygroundApp } from './playground-app.ts'

export interface PlaygroundListen extends PlaygroundOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly log?: Log
}

/** A playground that listens. */
export interface RunningPlayground {
  /** Such as `http://127.0.0.1:8082`. */
  readonly url: string
  readonly playground: Playground
  /** Resolves when nothing of it is left. */
  readonly stop: () => Promise<void>
}

/** Makes a playground and listens. Throws ListenFailed; nothing keeps running then. */
export const startPlayground = async ({ host, port, log, ...options }: PlaygroundListen): Promise<RunningPlayground> => {
  const playground = await createPlayground(options)
  const app = buildPlaygroundApp({ playground, host, ...(log === undefined ? {} : { log }) })
  const stop = async (): Promise<void> => {
    playground.stop()
    const closing = app.close()
    app.server.closeAllConnections()
    await closing
  }
  try {
    return { url: await app.listen({ host, port }), playground, stop }
  } catch (cause) {
    await stop()
    throw new ListenFailed(`${host}:${port}`, cause instanceof Error ? cause.message : String(cause))
  }
}
