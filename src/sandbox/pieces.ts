/**
 * A JSON text taken apart, so that the engine parses and freezes only what the program reads: parsing is most of what a
 * call costs. Where a long object or array is a member of an object, `0` stands in its place and the member has a piece of
 * its own, somewhere before.
 */
export interface Pieces {
  readonly text: string
  /** The whole. */
  readonly root: Piece
}

/**
 * Where it stands in the text of all pieces. A piece with members that have their own is led by a list of them, as JSON:
 * key, `list`, `from` and `to` of each. Without such members `list` is `from`.
 */
interface Piece {
  readonly list: number
  readonly from: number
  readonly to: number
}

interface Member {
  readonly piece: Piece
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
  length: number
  /** The last piece: in the end the whole. */
  last: Piece | undefined
}

/** Shorter members are cheaper to parse at once than to find again. */
const short = 384

/** Kubernetes' own fields that are worth a piece are not deeper. */
const deepest = 8

/** Stands for whatever has no piece: there may be a great many of these. */
const inside: Open = { from: 0, isWhole: true, key: undefined, members: new Map() }

/** Never throws: what is not JSON stays one piece, whose parser then says so. */
export const piecesOf = (source: string): Pieces => {
  const scan: Scan = { source, open: [], texts: [], length: 0, last: undefined }
  let roots = 0
  for (let at = 0; at >= 0 && at < source.length; at++) {
    at = step(scan, at)
    if (scan.open.length === 0) roots += 1
  }
  const isWhole = roots === 1 && scan.open.length === 0
  return isWhole && scan.last !== undefined ? { text: scan.texts.join(''), root: scan.last } : { text: source, root: { list: 0, from: 0, to: source.length } }
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

const addPiece = (scan: Scan, { from, members }: Open, to: number): Piece => {
  const list = scan.length
  if (members.size > 0) add(scan, JSON.stringify([...members].flatMap(([key, { piece }]) => [key, piece.list, piece.from, piece.to])))
  const begin = scan.length
  let at = from
  for (const member of members.values()) {
    add(scan, scan.source.slice(at, member.from) + '0')
    at = member.to
  }
  add(scan, scan.source.slice(at, to))
  scan.last = { list, from: begin, to: scan.length }
  return scan.last
}

const add = (scan: Scan, text: string): void => {
  scan.texts.push(text)
  scan.length += text.length
}
