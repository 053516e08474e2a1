import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import type { Identity, User } from './identity.ts'

const local: User = { name: 'local', groups: [] }

/** A token that nobody guesses: 32 random bytes. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

const digest = (token: string): Buffer => hash('sha256', token, 'buffer')

/** The one person in front of this machine: whoever has the token may do everything. */
export const localIdentity = ({ token, store }: { readonly token: string; readonly store: ObjectStore }): Identity => {
  const known = digest(token)
  return {
    authenticate: async (given) => timingSafeEqual(digest(given), known) ? local : undefined,
    allowed: async () => true,
    storeFor: () => store,
  }
}
