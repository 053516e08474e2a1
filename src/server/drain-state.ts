/** Whether the service has been told to stop. It never comes back from that. */
export interface DrainState {
  readonly draining: () => boolean
  readonly begin: () => void
}

export const buildDrainState = (): DrainState => {
  let draining = false
  return { draining: () => draining, begin: () => { draining = true } }
}
