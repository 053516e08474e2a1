import type { BoundRole, ChildRule, Controller } from '../kit/controller.ts'
import { groupOf } from '../kit/kind.ts'
import type { Kind } from '../kit/kind.ts'
import type { JsonObject } from '../protocol/json.ts'
import { partOf } from './crd.ts'

/** Verbs on one resource; a subresource stands behind a slash. */
interface Grant {
  readonly group: string
  readonly resource: string
  readonly verbs: readonly string[]
}

/** All verbs that we ever grant, in the order in which they are written. */
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const

const read = ['get', 'list', 'watch']

/** What Metacontroller needs for itself, whatever its controllers do (metacontroller.md §5.5). */
const own: readonly Grant[] = [
  { group: '', resource: 'events', verbs: ['create', 'patch'] },
  { group: '', resource: 'namespaces', verbs: ['list', 'watch'] },
  { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', verbs: read },
  { group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'create', 'update'] },
  { group: 'metacontroller.k8s.io', resource: 'compositecontrollers', verbs: read },
  { group: 'metacontroller.k8s.io', resource: 'controllerrevisions', verbs },
  { group: 'metacontroller.k8s.io', resource: 'decoratorcontrollers', verbs: read },
]

/** ClusterRole of Metacontroller. */
export const roleName = 'kaspr-hooks-metacontroller'

/** Rights of Metacontroller's service account, no wider than the controllers need, their binding, and the roles that it may hand on. */
export const rbac = (controllers: readonly Controller[]): readonly JsonObject[] => [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: roleName, labels: partOf },
    rules: [...rules([...own, ...controllers.flatMap(grantsOf)]), ...handedOn(controllers.flatMap(({ binds = [] }) => binds))],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: roleName, labels: partOf },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    subjects: [{ kind: 'ServiceAccount', name: 'metacontroller', namespace: 'metacontroller' }],
  },
  ...controllers.flatMap(({ binds = [] }) => binds).map(boundRole),
]

/** What Metacontroller needs for itself. */
export const metacontrollerRights = (): readonly JsonObject[] => rules(own)

/** What Metacontroller needs for some controllers, without what it needs for itself. */
export const parentRights = (controllers: readonly Controller[]): readonly JsonObject[] =>
  [...rules(controllers.flatMap(grantsOf)), ...handedOn(controllers.flatMap(({ binds = [] }) => binds))]

/** What Metacontroller needs for some kinds of children, and to hand on roles. */
export const childRights = (children: readonly ChildRule[], binds: readonly BoundRole[]): readonly JsonObject[] =>
  [...rules(children.map(childGrant)), ...handedOn(binds)]

/** Nobody binds a role whose rights he does not have, unless he may bind that one by name. */
const handedOn = (roles: readonly BoundRole[]): readonly JsonObject[] => roles.length === 0 ? [] : [
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: roles.map(({ name }) => name), verbs: ['bind'] },
]

/** The ClusterRole that children bind. */
export const boundRole = ({ name, rules: allowed }: BoundRole): JsonObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels: partOf },
  rules: allowed.map(({ apiGroups, resources, verbs: granted }) => ({ apiGroups, resources, verbs: granted })),
})

const grantsOf = ({ parent, children, reads }: Controller): readonly Grant[] => [
  grant(parent, [...read, 'update']),
  grant(parent, ['update'], '/status'),
  // Needed where the admission plugin OwnerReferencesPermissionEnforcement runs: children block their parent's deletion.
  grant(parent, ['update'], '/finalizers'),
  ...children.map(childGrant),
  ...reads.map((kind) => grant(kind, read)),
]

const childGrant = ({ kind }: ChildRule): Grant => grant(kind, [...read, 'create', 'update', 'delete'])

const grant = ({ apiVersion, plural }: Kind, granted: readonly string[], subresource = ''): Grant =>
  ({ group: groupOf(apiVersion), resource: `${plural}${subresource}`, verbs: granted })

/** One rule for all resources of a group that are granted the same verbs. */
const rules = (grants: readonly Grant[]): readonly JsonObject[] => {
  const resources = grouped(grants, ({ group, resource }) => `${group}|${resource}`).map(joined)
  return grouped(resources, ({ group, verbs: granted }) => `${group}|${granted.join()}`).map((alike) => ({
    apiGroups: [alike[0]?.group ?? ''],
    resources: alike.map(({ resource }) => resource).toSorted(),
    verbs: alike[0]?.verbs ?? [],
  }))
}

/** Grants that have a key in common, ordered by the key. */
const grouped = (grants: readonly Grant[], keyOf: (grant: Grant) => string): readonly (readonly Grant[])[] =>
  [...new Set(grants.map(keyOf))].toSorted().map((key) => grants.filter((grant) => keyOf(grant) === key))

/** All verbs on one resource together. */
const joined = (grants: readonly Grant[]): Grant => ({
  group: grants[0]?.group ?? '',
  resource: grants[0]?.resource ?? '',
  verbs: verbs.filter((verb) => grants.some((given) => given.verbs.includes(verb))),
})
