import type { ObjectStore } from '../../src/engine/object-store.ts'

/** What somebody may do to a program: verbs of `hookprograms` in the cluster's own rights. */
export const verbs = ['get', 'edit', 'replay', 'approve', 'publish', 'admin'] as const
export type Verb = (typeof verbs)[number]

/** A person, as the API server knows them. */
export interface User {
  readonly name: string
  readonly groups: readonly string[]
  readonly uid?: string | undefined
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined
}

/** Who somebody is, what they may do, and the cluster as they see it. There is nobody without a name. */
export interface Identity {
  /** Undefined when the token is worth nothing. */
  readonly authenticate: (token: string) => Promise<User | undefined>
  readonly allowed: (user: User, verb: Verb, program: string) => Promise<boolean>
  /** Whatever is done through it, this user does. */
  readonly storeFor: (user: User) => ObjectStore
}

/** Token of an Authorization header. */
export const bearerOf = (authorization: string | undefined): string | undefined => /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
