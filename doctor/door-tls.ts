import { createSecureContext } from 'node:tls'
import { readFile } from 'node:fs/promises'
import type { RequestOptions } from 'node:https'
import { messageOf } from '../src/engine/engine-errors.ts'
import { FileUnreadable, TlsInvalid } from '../src/protocol/errors.ts'

/** What a service behind TLS is known by, and what it wants to see. */
export interface DoorCertificates {
  /** File with the authority that has signed its certificate. */
  readonly ca?: string | undefined
  /** Name in its certificate, where the address has another: behind a port-forward. */
  readonly serverName?: string | undefined
  readonly clientCert?: string | undefined
  readonly clientKey?: string | undefined
}

export type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername'>

export const textIn = (file: string): Promise<string> => readFile(file, 'utf8').catch((cause: unknown) => { throw new FileUnreadable(file, messageOf(cause)) })

/** Read and tried once, so that a file which is no certificate is not taken for a service that does not answer. Throws FileUnreadable and TlsInvalid. */
export const tlsOptions = async ({ ca, serverName, clientCert, clientKey }: DoorCertificates): Promise<TlsOptions> => {
  const options = {
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(ca === undefined ? {} : { ca: await textIn(ca) }),
    ...(clientCert === undefined ? {} : { cert: await textIn(clientCert) }),
    ...(clientKey === undefined ? {} : { key: await textIn(clientKey) }),
  }
  try {
    createSecureContext(options)
  } catch (cause) {
    throw new TlsInvalid([ca, clientCert, clientKey].filter((file) => file !== undefined).join(', '), messageOf(cause))
  }
  return options
}

/** Why there was no TLS: `unknown` is a certificate that is not trusted here, `refused` one of ours, or none. */
export type TlsTrouble = 'unknown' | 'refused'

/** Some servers, Node's among them, finish the handshake and hang up on a certificate that they do not trust. */
export const tlsTroubleOf = (error: unknown, { cert }: TlsOptions): TlsTrouble | undefined => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_)/.test(code)) return 'unknown'
  if (cert !== undefined && code === 'ECONNRESET') return 'refused'
  return /^ERR_SSL_.*ALERT_(CERTIFICATE_|UNKNOWN_CA|BAD_CERTIFICATE|HANDSHAKE_FAILURE)/.test(code) ? 'refused' : undefined
}
