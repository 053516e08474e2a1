import type { KubernetesObject, ObjectGroups } from './request.ts'

/** Key of a kind in `children` and `related`: `Kind.version` for the core group, `Kind.group/version` otherwise. */
export const groupKey = (of: { readonly apiVersion: string; readonly kind: string }): string => `${of.kind}.${of.apiVersion}`

/** Key of an object inside its group under hook version v2. */
export const objectKey = (metadata: Pick<KubernetesObject['metadata'], 'name' | 'namespace'>): string =>
  metadata.namespace === undefined || metadata.namespace === '' ? metadata.name : `${metadata.namespace}/${metadata.name}`

/** An object as an answer names it: without a namespace where it is that of its parent. */
interface Named { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string | undefined } }

/** The observed object of that name, for a parent in `namespace`. */
export const objectIn = (groups: ObjectGroups, named: Named, namespace: string | undefined): KubernetesObject | undefined => {
  const group = groups[groupKey(named)]
  const { name, namespace: own = namespace } = named.metadata
  return group?.[objectKey(own === undefined ? { name } : { name, namespace: own })] ?? group?.[name]
}

/** How many objects there are in all groups. */
export const objectCount = (groups: ObjectGroups): number => Object.values(groups).reduce((sum, group) => sum + Object.keys(group).length, 0)
