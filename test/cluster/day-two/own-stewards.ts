import type { World } from './scenario.ts'
import type { StewardProcess } from './steward-process.ts'

/** Plays with stewards that belong to one story alone; what it starts ends with it. */
export const withStewards = async (world: World, play: (next: () => StewardProcess) => Promise<void>): Promise<void> => {
  const all: StewardProcess[] = []
  try {
    await play(() => {
      const one = world.steward()
      all.push(one)
      return one
    })
  } finally {
    for (const one of all) await one.kill()
  }
}
