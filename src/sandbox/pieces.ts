/**
 * A JSON text taken apart, so that the engine parses and freezes only what the program reads: parsing is most of what a
 * call costs. Piece 0 is the whole; where a long object or array is a member of an object, `0` stands in its place and the
 * member has a piece of its own.
 */
export interface Pieces {
  readonly text: string
  /** Of each piece: where it begins and ends in `text`, then key and number of each member that has its own piece. */
  readonly index: ReadonlyArray<readonly (number | string)[]>
}

interface Member {
  readonly piece: number
  readonly from: number
  readonly to: number
}

/** An object or array that is not closed yet. */
interface Open {
  readonly from: number
  /** Nothing in it has a piece of its own: it is a list, is in one, or is too deep. */
  readonly isWhole: boolean
  /** Last string of an object: where a value begins it is the value's key. */
  key: string | undefined
  /** Those with pieces of their own, in the order of the text. */
  readonly members: Map<string, Member>
}

interface Scan {
  readonly source: string
  readonly open: Open[]
  readonly texts: string[]
  readonly index: (number | string)[][]
  length: number
}

/** Shorter members are cheaper to parse at once than to find again. */
const short = 384

/** Kubernetes' own fields that are worth a piece are not deeper. */
const deepest = 8

/** Stands for whatever has no piece: there may be a great many of these. */
const inside: Open = { from: 0, isWhole: true, key: undefined, members: new Map() }

/** Never throws: what is not JSON stays one piece, whose parser then says so. */
export const piecesOf = (source: string): Pieces => {
  const scan: Scan = { source, open: [], texts: [], index: [], length: 0 }
  let roots = 0
  for (let at = 0; at >= 0 && at < source.length; at++) {
    at = step(scan, at)
    if (scan.open.length === 0) roots += 1
  }
  const root = scan.index.pop()
  const isWhole = roots === 1 && scan.open.length === 0 && root !== undefined
  return isWhole ? { text: scan.texts.join(''), index: [root, ...scan.index] } : { text: source, index: [[0, source.length]] }
}

/** Reads one token; gives back where it ends. */
const step = (scan: Scan, at: number): number => {
  switch (scan.source.charCodeAt(at)) {
    case 0x22:
      return stringAt(scan, at)
    case 0x7b:
      return openAt(scan, at, false)
    case 0x5b:
      return openAt(scan, at, true)
    case 0x7d:
    case 0x5d:
      return closeAt(scan, at)
    default:
      return at
  }
}

const stringAt = ({ source, open }: Scan, at: number): number => {
  const end = stringEnd(source, at + 1)
  const outer = open.at(-1)
  if (outer === undefined || outer.isWhole) return end
  const raw = source.slice(at + 1, end)
  if (raw.includes('\\')) {
    // It may spell the name of any other member.
    outer.members.clear()
    outer.key = undefined
  } else {
    // Of two members of the same name the last one counts.
    outer.members.delete(raw)
    outer.key = raw
  }
  return end
}

const stringEnd = (source: string, from: number): number => {
  for (let end = source.indexOf('"', from); end >= 0; end = source.indexOf('"', end + 1)) {
    let slashes = 0
    while (source.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1
    if (slashes % 2 === 0) return end
  }
  return source.length
}

const openAt = ({ open }: Scan, from: number, isArray: boolean): number => {
  const isInside = open.at(-1)?.isWhole === true || open.length >= deepest
  open.push(isInside ? inside : { from, isWhole: isArray, key: undefined, members: new Map() })
  return from
}

const closeAt = (scan: Scan, at: number): number => {
  const closed = scan.open.pop()
  if (closed === undefined) return -2
  const outer = scan.open.at(-1)
  const to = at + 1
  if (outer === undefined) addPiece(scan, closed, to)
  else if (closed !== inside && outer.key !== undefined && to - closed.from >= short) {
    outer.members.set(outer.key, { piece: addPiece(scan, closed, to), from: closed.from, to })
  }
  return at
}

/** Gives back its number; the whole is closed last and moves to the front, therefore one more. */
const addPiece = (scan: Scan, { from, members }: Open, to: number): number => {
  const before = scan.length
  const entry: (number | string)[] = []
  let at = from
  for (const [key, member] of members) {
    add(scan, scan.source.slice(at, member.from) + '0')
    entry.push(key, member.piece)
    at = member.to
  }
  add(scan, scan.source.slice(at, to))
  return scan.index.push([before, scan.length, ...entry])
}

const add = (scan: Scan, text: string): void => {
  scan.texts.push(text)
  scan.length += text.length
}
