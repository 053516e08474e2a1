import { hash, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { FileUnreadable } from '../protocol/errors.ts'
import type { Log } from './log.ts'

/**
 * Bearer tokens from a file, one a line. Several are allowed because Metacontroller reads its own copy only when a
 * controller is built: during a change the old token has to stay valid.
 */
export interface TokenFile {
  readonly admits: (authorization: string | undefined) => boolean
}

interface Tokens {
  /** Says whether the file is still the one that was read. */
  readonly stamp: string
  readonly digests: readonly Buffer[]
}

const lookEveryMilliseconds = 1_000

/**
 * Opens a token file. A changed file is read again; one that became unreadable leaves the old tokens valid.
 * `elapsed` gives milliseconds of a clock that never goes back. Throws FileUnreadable when there is no token to begin with.
 */
export const openTokenFile = (path: string, log: Log, elapsed: () => number = () => performance.now()): TokenFile => {
  let tokens = read(path)
  let looked = elapsed()
  const current = (): Tokens => {
    if (elapsed() - looked < lookEveryMilliseconds) return tokens
    looked = elapsed()
    tokens = reread(path, tokens, log)
    return tokens
  }
  return { admits: (authorization) => holds(current().digests, presented(authorization)) }
}

const reread = (path: string, tokens: Tokens, log: Log): Tokens => {
  try {
    if (stampOf(path) === tokens.stamp) return tokens
    log.info({ file: path }, 'token file read again')
    return read(path)
  } catch (cause) {
    log.error({ file: path, reason: reasonOf(cause) }, 'token file unreadable, the tokens before stay valid')
    return tokens
  }
}

const read = (path: string): Tokens => {
  const { stamp, text } = contentOf(path)
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  if (lines.length === 0) throw new FileUnreadable(path, 'holds no token')
  return { stamp, digests: lines.map(digest) }
}

const contentOf = (path: string): { readonly stamp: string; readonly text: string } => {
  try {
    // The stamp first: a change between the two is found at the next look.
    return { stamp: stampOf(path), text: readFileSync(path, 'utf8') }
  } catch (cause) {
    throw new FileUnreadable(path, reasonOf(cause))
  }
}

/** Says whether a file is still the one that was read. */
export const stampOf = (path: string): string => {
  const { ino, mtimeMs, size } = statSync(path)
  return `${ino} ${mtimeMs} ${size}`
}

export const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

const digest = (token: string): Buffer => hash('sha256', token, 'buffer')

const presented = (authorization: string | undefined): Buffer => digest(/^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '')

/** Digests have one length, and every one is looked at: the time tells nothing about a token. */
const holds = (digests: readonly Buffer[], given: Buffer): boolean =>
  digests.reduce((found, known) => timingSafeEqual(known, given) || found, false)
