/**
 * The clock of this thread stands still: the engine asks it for the time whenever a program makes a Date, and hides no
 * way around it. Local time is UTC. For threads of the sandbox only, which measure with `performance` themselves.
 */
export const standingClock = (): { readonly set: (now: number) => void } => {
  let current = 0
  Date.now = () => current
  Date.prototype.getTimezoneOffset = () => 0
  return {
    set: (now) => {
      current = now
    },
  }
}
