/** Fields whose content is the hook's own business: nobody looks for mistakes inside. */
const opaque: ReadonlySet<string> = new Set(['children', 'attachments'])

/** Keys seen in a map that is being read; undefined for a list, and for everything inside an opaque field. */
type Level = Set<string> | undefined

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g

/**
 * First key that stands twice in one map of a JSON text, as Go's strict decoder complains about it; undefined when there
 * is none. The text must be valid JSON.
 */
export const duplicateKey = (text: string): string | undefined => {
  const levels: Level[] = []
  let isOpaqueFrom = Infinity
  let string = ''
  for (const [part] of text.matchAll(token)) {
    const level = levels.at(-1)
    if (part.startsWith('"')) string = part
    else if (part === ':' && level !== undefined && levels.length < isOpaqueFrom) {
      const key = String(JSON.parse(string))
      if (level.has(key)) return key
      level.add(key)
      if (levels.length === 1 && opaque.has(key)) isOpaqueFrom = 2
    } else isOpaqueFrom = nested(levels, part, isOpaqueFrom)
  }
  return undefined
}

/** Goes into a map or a list, or out of it. Gives the depth from which on content is opaque. */
const nested = (levels: Level[], part: string, isOpaqueFrom: number): number => {
  if (part === '{') levels.push(new Set())
  else if (part === '[') levels.push(undefined)
  else if (part === '}' || part === ']') levels.pop()
  return part === ',' && levels.length === 1 ? Infinity : isOpaqueFrom
}
