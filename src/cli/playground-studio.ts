import { startStudio } from '../../studio/api/start-studio.ts'
import { playgroundStudio } from '../../studio/world/playground-studio.ts'
import { worldPrograms } from '../../studio/world/world-programs.ts'
import { startPlayground } from '../playground/start.ts'
import type { PlaygroundListen } from '../playground/start.ts'
import type { Log } from '../server/log.ts'
import { studioExamples } from './playground-examples.ts'

export interface StudioBeside extends PlaygroundListen {
  /** 0 takes any free port. */
  readonly studioPort: number
  readonly log: Log
}

/** A playground, and the Studio on its world. */
export interface RunningBoth {
  readonly url: string
  /** With the token that opens it. */
  readonly studioUrl: string
  /** Resolves when nothing of them is left. */
  readonly stop: () => Promise<void>
}

/** Starts both, with a program in the world. Throws ListenFailed; nothing keeps running then. */
export const startWithStudio = async ({ studioPort, log, ...options }: StudioBeside): Promise<RunningBoth> => {
  const programs = worldPrograms({ isWatched: true })
  const ends: (() => Promise<void>)[] = [programs.stop]
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    const { url, playground, stop: stopPlayground } = await startPlayground({ ...options, guests: programs.guests, first: [...options.first, ...studioExamples] })
    ends.push(stopPlayground)
    const { token, options: parts, stop: stopParts } = playgroundStudio({ playground, programs, log })
    ends.push(stopParts)
    const studio = await startStudio({ ...parts, host: options.host, port: studioPort })
    ends.push(studio.stop)
    return { url, studioUrl: `${studio.url}/studio/#token=${token}`, stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}
