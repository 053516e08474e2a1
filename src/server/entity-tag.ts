import { createCipheriv, hash } from 'node:crypto'
import type { HookName } from '../kit/controller.ts'
import type { Settings } from '../kit/settings.ts'

/** Everything besides the bytes of a request that an answer depends on. */
export interface TagScope {
  readonly release: string
  readonly settings: Settings
  readonly controller: string
  readonly hook: HookName
}

/** Digest of a scope, computed once a route: 16 characters, which are the key of requestDigest. */
export const scopeDigest = ({ release, settings, controller, hook }: TagScope): string => {
  const sorted = Object.entries(settings).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
  return hash('sha256', JSON.stringify([release, sorted, controller, hook])).slice(0, 16)
}

/**
 * Identity of a request: equal when the answer must be (but for the clock). It is a GMAC, 128 bits at a tenth of the cost
 * of SHA-256, which would be an eighth of all work on a large request. Who makes two requests collide misleads nobody but
 * himself, so key and nonce are no secrets.
 */
export const requestDigest = (scope: string, bytes: Buffer): string => {
  const mac = createCipheriv('aes-128-gcm', scope, nonce)
  mac.setAAD(bytes)
  mac.final()
  return `${scope}${mac.getAuthTag().toString('hex')}`
}

const nonce = Buffer.alloc(12)

/**
 * Entity tag of an answer (design §9 no. 5). One that is good only for so many seconds carries its end, in unix seconds,
 * so that nobody has to remember it. Metacontroller comes back no earlier than after `resyncAfterSeconds`.
 */
export const entityTag = (digest: string, now: string, resyncAfterSeconds: number): string =>
  resyncAfterSeconds > 0 ? `"${digest}-${unixSeconds(now) + Math.floor(resyncAfterSeconds)}"` : `"${digest}"`

/** The tag among those the caller holds (If-None-Match) that is still good for this request. `*` names none. */
export const heldTag = (ifNoneMatch: string | undefined, digest: string, now: string): string | undefined => {
  if (ifNoneMatch === undefined) return undefined
  const held = [...ifNoneMatch.matchAll(/"([^"]*)"/g)].find(([, tag]) => good(tag ?? '', digest, now))
  return held?.[0]
}

const good = (tag: string, digest: string, now: string): boolean => {
  if (!tag.startsWith(digest)) return false
  const rest = tag.slice(digest.length)
  return rest === '' || (/^-\d{1,12}$/.test(rest) && unixSeconds(now) < Number(rest.slice(1)))
}

const unixSeconds = (now: string): number => Math.floor(Date.parse(now) / 1000)
