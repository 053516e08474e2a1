const taken = (): never => {
  throw new TypeError('a hook asked for the time or for chance')
}

/** Runs a hook where every source of time and chance fails. */
export const withoutClockAndChance = <Result>(run: () => Result): Result => {
  const [now, random, uuid] = [Date.now, Math.random, crypto.randomUUID]
  Object.assign(Date, { now: taken })
  Object.assign(Math, { random: taken })
  Object.assign(crypto, { randomUUID: taken })
  try {
    return run()
  } finally {
    Object.assign(Date, { now })
    Object.assign(Math, { random })
    Object.assign(crypto, { randomUUID: uuid })
  }
}

const watched: Readonly<Record<string, object>> = {
  globalThis, Object: Object.prototype, Array: Array.prototype, String: String.prototype, Number: Number.prototype, Function: Function.prototype,
  Map: Map.prototype, Promise: Promise.prototype, 'process.env': process.env, JSON, Math,
}

/** Names of everything global, as one text: a hook that leaves something behind changes it. */
export const globalNames = (): string =>
  Object.entries(watched).map(([name, of]) => `${name}: ${Reflect.ownKeys(of).map(String).join(' ')}`).join('\n')
