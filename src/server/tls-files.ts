import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server, ServerOptions } from 'node:https'
import { FileUnreadable, TlsInvalid } from '../protocol/errors.ts'
import type { Log } from './log.ts'
import { reasonOf, stampOf } from './token-file.ts'

/** PEM files. With `clientCa` callers need a certificate that it has signed. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  readonly clientCa?: string | undefined
}

/** What the listener of the hooks speaks TLS with. */
export interface Tls {
  readonly options: ServerOptions
  /** Takes changed files into use from now on; connections that exist keep what they began with. Gives the function that ends it. */
  readonly follow: (server: Server, milliseconds: number) => () => void
}

/** Contents in the names that Node gives them. */
type Contents = Pick<ServerOptions, 'cert' | 'key' | 'ca'>

/**
 * Opens certificate and key. Changed files are read again; ones that are unreadable or do not fit together leave the old ones
 * in use. Throws FileUnreadable and TlsInvalid for what is wrong to begin with.
 */
export const openTlsFiles = (files: TlsFiles, log: Log): Tls => {
  let seen = stampsOf(files)
  const options = { ...contentsOf(files), ...(files.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true }) }
  const look = (server: Server): void => {
    try {
      const stamps = stampsOf(files)
      if (stamps === seen) return
      // What does not fit together is half of a change; the other half changes the stamps again.
      seen = stamps
      server.setSecureContext(contentsOf(files))
      log.info({ file: files.cert }, 'certificate read again')
    } catch (cause) {
      log.error({ file: files.cert, reason: reasonOf(cause) }, 'certificate unusable, the one before stays in use')
    }
  }
  return {
    options,
    follow: (server, milliseconds) => {
      const timer = setInterval(look, milliseconds, server).unref()
      return () => { clearInterval(timer) }
    },
  }
}

const pathsOf = ({ cert, key, clientCa }: TlsFiles): readonly string[] => [cert, key, ...(clientCa === undefined ? [] : [clientCa])]

const stampsOf = (files: TlsFiles): string => pathsOf(files).map((path) => unlessUnreadable(path, stampOf)).join(' ')

const contentsOf = ({ cert, key, clientCa }: TlsFiles): Contents => {
  const contents = { cert: textOf(cert), key: textOf(key), ...(clientCa === undefined ? {} : { ca: textOf(clientCa) }) }
  const isPair = unlessInvalid(`${cert}, ${key}`, () => new X509Certificate(contents.cert).checkPrivateKey(createPrivateKey(contents.key)))
  if (!isPair) throw new TlsInvalid(`${cert}, ${key}`, 'the key belongs to another certificate')
  // Node passes over a text without certificates: everybody would be refused, and nobody would know why.
  if (clientCa !== undefined) unlessInvalid(clientCa, () => new X509Certificate(contents.ca ?? ''))
  return contents
}

const unlessInvalid = <Read>(path: string, read: () => Read): Read => {
  try {
    return read()
  } catch (cause) {
    throw new TlsInvalid(path, reasonOf(cause))
  }
}

const textOf = (path: string): string => unlessUnreadable(path, (file) => readFileSync(file, 'utf8'))

const unlessUnreadable = (path: string, read: (path: string) => string): string => {
  try {
    return read(path)
  } catch (cause) {
    throw new FileUnreadable(path, reasonOf(cause))
  }
}
