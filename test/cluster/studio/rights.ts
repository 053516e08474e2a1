import type { JsonObject } from '../../../src/protocol/json.ts'

// What the Studio and the people who use it may do: these rights and no others.

const rule = (apiGroup: string, resources: readonly string[], verbs: readonly string[]): JsonObject => ({ apiGroups: [apiGroup], resources: [...resources], verbs: [...verbs] })

const studio = 'studio.kaspr.io'
const authentication = 'authentication.k8s.io'

/** What tokens of ServiceAccounts say of themselves. What else an authenticator says about users needs a rule of its own. */
const extras = ['credential-id', 'node-name', 'node-uid', 'pod-name', 'pod-uid'].map((name) => `userextras/${authentication.replace('.k8s.io', '.kubernetes.io')}/${name}`)

/** ClusterRole of the Studio. It may not make a program or a revision, and it has none of the verbs of people. */
export const studioRules: readonly JsonObject[] = [
  // The annotation that says who saved first; a pointer needs `publish`, which it has not.
  rule(studio, ['hookprograms'], ['get', 'list', 'watch', 'update']),
  rule(studio, ['hookrevisions'], ['get', 'list', 'watch', 'delete']),
  rule(studio, ['hookrevisions/status'], ['update']),
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['get']),
  rule(authentication, ['tokenreviews'], ['create']),
  rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
  // Whatever people do, they do themselves.
  rule('', ['users', 'groups', 'serviceaccounts'], ['impersonate']),
  rule(authentication, ['uids', ...extras], ['impersonate']),
]

/** Role of the Studio in its own namespace: drafts and fixtures. */
export const shelfRules: readonly JsonObject[] = [rule('', ['configmaps'], ['get', 'list', 'create', 'update', 'delete'])]

/** Role of the Studio in `default`, where Events about cluster-scoped objects are. */
export const eventRules: readonly JsonObject[] = [rule('', ['events'], ['create'])]

/** What the Studio's account needs besides where it shall take revisions back by itself (`policy.autoRollback`). */
export const autoRollbackRules = (programs: readonly string[]): readonly JsonObject[] => [{ ...rule(studio, ['hookprograms'], ['publish']), resourceNames: [...programs] }]

/**
 * What Metacontroller needs beside metacontroller/rbac.yaml: parents of programs, and children that no controller of this
 * project has. `related` objects of programs would be read here too.
 */
export const programRules = (group: string): readonly JsonObject[] => [
  rule(group, ['*'], ['get', 'list', 'watch', 'update']),
  rule(group, ['*/status', '*/finalizers'], ['update']),
]

const see = [rule(studio, ['hookprograms', 'hookrevisions'], ['get', 'list', 'watch'])]

/** ClusterRoles of people. They add up. */
export const peopleRules = {
  viewer: see,
  editor: [...see, rule(studio, ['hookprograms'], ['edit', 'replay']), rule(studio, ['hookrevisions'], ['create'])],
  approver: [...see, rule(studio, ['hookprograms'], ['approve', 'replay'])],
  publisher: [...see, rule(studio, ['hookprograms'], ['publish', 'update', 'patch'])],
  admin: [...see, rule(studio, ['hookprograms'], ['admin', 'create', 'update', 'patch', 'delete'])],
} as const satisfies Readonly<Record<string, readonly JsonObject[]>>

export type Job = keyof typeof peopleRules
