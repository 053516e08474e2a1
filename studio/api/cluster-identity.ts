import { hash } from 'node:crypto'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import type { KubeClient } from '../../src/kube/kube-client.ts'
import { withHeaders } from '../../src/kube/kube-client.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { Identity, User } from './identity.ts'
import { shortMemory } from './short-memory.ts'

/** A right that was taken away ends after so many milliseconds at the latest. */
const memory = { milliseconds: 10_000, most: 2_000 }

/** The users of a cluster: its API server says who a token is and what they may do, and writes are made in their name. */
export const clusterIdentity = (client: KubeClient): Identity => {
  const users = shortMemory<User | undefined>(client.clock, memory)
  const rights = shortMemory<boolean>(client.clock, memory)
  return {
    authenticate: (token) => users.get(hash('sha256', token), () => review(client, token)),
    allowed: (user, verb, program) => rights.get(JSON.stringify([user, verb, program]), () => isAllowed(client, user, { verb, program })),
    storeFor: (user) => impersonating(client, user),
  }
}

const review = async (client: KubeClient, token: string): Promise<User | undefined> => {
  const { status } = await client.call({
    method: 'POST', path: '/apis/authentication.k8s.io/v1/tokenreviews', about: 'the review of a token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
  })
  if (!isObject(status) || status['authenticated'] !== true || !isObject(status['user'])) return undefined
  return userOf(status['user'])
}

/** Nobody whose name cannot be told to the API server again is let in, and nobody who has none. */
const userOf = ({ username, uid, groups, extra }: JsonObject): User | undefined => {
  const user: User = {
    name: typeof username === 'string' ? username : '',
    groups: texts(groups),
    ...(typeof uid === 'string' && uid !== '' ? { uid } : {}),
    ...(isObject(extra) ? { extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, texts(values)])) } : {}),
  }
  const said = [user.name, user.uid ?? '', ...user.groups, ...Object.values(user.extra ?? {}).flat()]
  return user.name === '' || user.name === 'system:anonymous' || said.some((text) => controlCharacter.test(text)) ? undefined : user
}

const controlCharacter = /[^\P{Cc}\t]/u
const texts = (value: JsonValue | undefined): readonly string[] => Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const isAllowed = async (client: KubeClient, { name, groups, uid, extra }: User, { verb, program }: { readonly verb: string; readonly program: string }): Promise<boolean> => {
  const spec: JsonObject = {
    user: name,
    groups: [...groups],
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
    resourceAttributes: { group: 'studio.kaspr.io', resource: 'hookprograms', name: program, verb },
  }
  const { status } = await client.call({
    method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews', about: 'the review of a right',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
  })
  return isObject(status) && status['allowed'] === true && status['denied'] !== true
}

const impersonating = (client: KubeClient, user: User): ObjectStore => kubeStore(withHeaders(client, impersonation(user)))

/** Headers by which the API server takes us for somebody else, as far as it lets us. */
export const impersonation = ({ name, groups, uid, extra = {} }: User): Readonly<Record<string, string | readonly string[]>> => ({
  'impersonate-user': headerText(name),
  ...(groups.length === 0 ? {} : { 'impersonate-group': groups.map(headerText) }),
  ...(uid === undefined ? {} : { 'impersonate-uid': headerText(uid) }),
  ...Object.fromEntries(Object.entries(extra).map(([key, values]) => [`impersonate-extra-${extraKey(key)}`, values.map(headerText)])),
})

/** Headers are bytes; the API server reads them as UTF-8. */
const headerText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** What may not stand in a header's name is percent-encoded, the percent sign itself included. */
const extraKey = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9!#$&'*+.^_`|~-]/g, (character) => encodeURIComponent(character))
