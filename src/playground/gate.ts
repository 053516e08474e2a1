import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HostRefused, OriginRefused } from '../protocol/errors.ts'

/**
 * Refuses what other web sites could send here through somebody's browser: names that were made to point to this machine
 * (DNS rebinding), and requests of other origins. A browser says truly where a request comes from; curl says nothing.
 */
export const guardDoor = (app: FastifyInstance, { hosts, isBehindTls = false }: Door): void => {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', ...hosts.map((host) => host.includes(':') ? `[${host}]` : host)])
  const schemes = isBehindTls ? ['http', 'https'] : ['http']
  app.addHook('onRequest', (request, _reply, done) => {
    if (!names.has(nameOf(request.headers.host))) return done(new HostRefused())
    done(isFromElsewhere(request, schemes) ? new OriginRefused() : undefined)
  })
}

export interface Door {
  /** Names under which it may be asked for, besides those of this machine. */
  readonly hosts: readonly string[]
  /** Something in front of it may speak TLS with browsers. */
  readonly isBehindTls?: boolean
}

const nameOf = (host: string | undefined): string => URL.canParse(`http://${host ?? ''}`) ? new URL(`http://${host ?? ''}`).hostname : ''

/** The page itself may be opened from a link anywhere; everything behind it belongs to the page. */
const isFromElsewhere = ({ method, url, headers: { host, origin, 'sec-fetch-site': site } }: FastifyRequest, schemes: readonly string[]): boolean => {
  if (origin !== undefined && !schemes.some((scheme) => origin === `${scheme}://${host ?? ''}`)) return true
  if (method === 'GET' && !url.startsWith('/api/')) return false
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** Headers of every answer; `scripts` are hashes of what the page holds itself. */
export const doorHeaders = (scripts: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    ["script-src 'self'", ...scripts.map((hash) => `'sha256-${hash}'`)].join(' '),
    "style-src 'self'", "connect-src 'self'", "img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
})
