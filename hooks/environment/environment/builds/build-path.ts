/**
 * Parts of a path within the sources, put together (environment.md Part C 17): `./web/`, `/web` and `web` are one folder. Undefined:
 * it leads out of the sources.
 */
export const buildPath = (...paths: readonly string[]): string | undefined => {
  const parts = paths.flatMap((path) => path.split('/')).filter((part) => part !== '' && part !== '.')
  return parts.reduce<readonly string[] | undefined>(inside, [])?.join('/')
}

const inside = (before: readonly string[] | undefined, part: string): readonly string[] | undefined => {
  if (part !== '..') return before === undefined ? undefined : [...before, part]
  return before === undefined || before.length === 0 ? undefined : before.slice(0, -1)
}
