import { ListenFailed } from '../../src/protocol/errors.ts'
import { buildStudioApp } from './studio-app.ts'
import type { StudioAppOptions } from './studio-app.ts'

export interface StudioListen extends StudioAppOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

/** A Studio that listens. */
export interface RunningStudio {
  /** Such as `http://127.0.0.1:8083`. */
  readonly url: string
  /** Resolves when nothing of it is left; what was handed in keeps running. */
  readonly stop: () => Promise<void>
}

/** Throws ListenFailed; nothing keeps running then. */
export const startStudio = async ({ host, port, ...options }: StudioListen): Promise<RunningStudio> => {
  const app = buildStudioApp({ ...options, hosts: [host, ...options.hosts] })
  const stop = async (): Promise<void> => {
    const closing = app.close()
    app.server.closeAllConnections()
    await closing
  }
  try {
    return { url: await app.listen({ host, port }), stop }
  } catch (cause) {
    await stop()
    throw new ListenFailed(`${host}:${port}`, cause instanceof Error ? cause.message : String(cause))
  }
}
