import type { Settings } from '../kit/settings.ts'

/** Settings that remember which of them somebody asked for: a recording holds no others, for they may be anybody's secrets. */
export interface ReadSettings {
  readonly settings: Settings
  readonly read: () => Settings
}

export const readSettings = (all: Settings): ReadSettings => {
  const names = new Set<string>()
  const settings = new Proxy(all, {
    get: (target, name) => {
      if (typeof name !== 'string') return undefined
      names.add(name)
      return target[name]
    },
  })
  return { settings, read: () => Object.fromEntries([...names].toSorted().flatMap((name) => all[name] === undefined ? [] : [[name, all[name]]])) }
}
