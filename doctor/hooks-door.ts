import { readFile } from 'node:fs/promises'
import { messageOf } from '../src/engine/engine-errors.ts'
import { FileUnreadable, UsageInvalid } from '../src/protocol/errors.ts'

/** What the service itself answered; status 0 when it did not. */
export interface Knock {
  readonly status: number
  readonly words: string
}

/** The service, where its address was given. */
export interface HooksDoor {
  /** Undefined: only the API server may reach it. */
  readonly url: string | undefined
  readonly hasToken: boolean
  /** GET of a path, with the token or without it. */
  readonly knock: (path: string, options?: { readonly isAuthorised?: boolean }) => Promise<Knock>
}

const patience = 5000
const longestWords = 200

/** Throws UsageInvalid for what is no address, FileUnreadable for the token. */
export const hooksDoor = async (url: string | undefined, tokenFile: string | undefined): Promise<HooksDoor> => {
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new UsageInvalid(`--hooks: "${url}" is no address such as http://127.0.0.1:8080`)
  if (url === undefined && tokenFile !== undefined) throw new UsageInvalid('--token-file needs --hooks: the API server passes no token on')
  const token = tokenFile === undefined ? undefined : await firstToken(tokenFile)
  return {
    url,
    hasToken: token !== undefined,
    knock: (path, { isAuthorised = false } = {}) => knock(`${(url ?? '').replace(/\/+$/, '')}${path}`, isAuthorised ? token : undefined),
  }
}

const firstToken = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => { throw new FileUnreadable(file, messageOf(cause)) })
  const token = text.split('\n').map((line) => line.trim()).find((line) => line !== '')
  if (token === undefined) throw new FileUnreadable(file, 'holds no token')
  return token
}

const knock = async (url: string, token: string | undefined): Promise<Knock> => {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(patience) })
    const text = await answer.text()
    return { status: answer.status, words: `status ${answer.status} ${text.slice(0, longestWords)}`.trim() }
  } catch (error) {
    return { status: 0, words: error instanceof Error && error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : messageOf(error) }
  }
}
