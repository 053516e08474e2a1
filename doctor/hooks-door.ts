import { once } from 'node:events'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { messageOf } from '../src/engine/engine-errors.ts'
import { FileUnreadable, UsageInvalid } from '../src/protocol/errors.ts'
import { textIn, tlsOptions, tlsTroubleOf } from './door-tls.ts'
import type { DoorCertificates, TlsOptions, TlsTrouble } from './door-tls.ts'

/** What the service itself answered; status 0 when it did not. */
export interface Knock {
  readonly status: number
  readonly words: string
  readonly trouble?: TlsTrouble | undefined
}

/** The service, where its address was given. */
export interface HooksDoor {
  /** Undefined: only the API server may reach it. */
  readonly url: string | undefined
  readonly hasToken: boolean
  /** Whether somebody said which authority it is known by, and showed a certificate. */
  readonly hasAuthority: boolean
  readonly hasCertificate: boolean
  /** GET of a path, with the token or without it. */
  readonly knock: (path: string, options?: { readonly isAuthorised?: boolean }) => Promise<Knock>
}

/** Files with what the service wants to see and is known by. */
export interface DoorFiles extends DoorCertificates { readonly token?: string | undefined }

const patience = 5000
const longestWords = 200

/** Throws UsageInvalid for what is no address and for half of a certificate, FileUnreadable and TlsInvalid for files. */
export const hooksDoor = async (url: string | undefined, files: DoorFiles = {}): Promise<HooksDoor> => {
  checkUsage(url, files)
  const token = files.token === undefined ? undefined : await firstToken(files.token)
  const tls = await tlsOptions(files)
  return {
    url,
    hasToken: token !== undefined,
    hasAuthority: files.ca !== undefined,
    hasCertificate: files.clientCert !== undefined,
    knock: (path, { isAuthorised = false } = {}) => knock(`${(url ?? '').replace(/\/+$/, '')}${path}`, tls, isAuthorised ? token : undefined),
  }
}

const checkUsage = (url: string | undefined, { token, ...certificates }: DoorFiles): void => {
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new UsageInvalid(`--hooks: "${url}" is no address such as http://127.0.0.1:8080`)
  if (url === undefined && token !== undefined) throw new UsageInvalid('--token-file needs --hooks: the API server passes no token on')
  const isAsked = Object.values(certificates).some((value) => value !== undefined)
  if (isAsked && url?.startsWith('https:') !== true) throw new UsageInvalid('options about certificates need --hooks with an address that begins with https://')
  if ((certificates.clientCert === undefined) !== (certificates.clientKey === undefined)) throw new UsageInvalid('--hooks-client-cert-file and --hooks-client-key-file go together')
}

const firstToken = async (file: string): Promise<string> => {
  const token = (await textIn(file)).split('\n').map((line) => line.trim()).find((line) => line !== '')
  if (token === undefined) throw new FileUnreadable(file, 'holds no token')
  return token
}

const knock = async (url: string, tls: TlsOptions, token: string | undefined): Promise<Knock> => {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    // A connection of its own each time: one that is kept open would outlive the command.
    const options = { headers, signal: AbortSignal.timeout(patience), agent: false }
    const sent = url.startsWith('https:') ? requestSecure(url, { ...options, ...tls }) : requestPlain(url, options)
    sent.end()
    const [answer] = await once(sent, 'response')
    const text = await bodyOf(answer)
    return { status: answer.statusCode ?? 0, words: `status ${answer.statusCode} ${text.slice(0, longestWords)}`.trim() }
  } catch (error) {
    return { status: 0, words: messageOf(error), trouble: tlsTroubleOf(error, tls) }
  }
}

const bodyOf = async (answer: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
