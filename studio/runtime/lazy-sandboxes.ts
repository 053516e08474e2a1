import type { Sandboxes } from '../../src/sandbox/sandbox.ts'

/** Sandboxes that are made when the first call needs them. */
export interface LazySandboxes {
  readonly get: () => Promise<Sandboxes>
  /** Undefined as long as there are none. */
  readonly load: () => ReturnType<Sandboxes['load']> | undefined
  readonly stop: () => Promise<void>
}

export const lazySandboxes = (create: () => Promise<Sandboxes>): LazySandboxes => {
  let made: Promise<Sandboxes> | undefined
  let ready: Sandboxes | undefined
  const begin = async (): Promise<Sandboxes> => (ready = await create())
  return {
    // What could not be made is tried again at the next call.
    get: () => (made ??= begin().catch((error: unknown) => {
      made = undefined
      throw error
    })),
    load: () => ready?.load(),
    stop: async () => {
      await (await made?.catch(() => undefined))?.stop()
    },
  }
}
