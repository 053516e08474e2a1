import type { Kind } from '../kit/kind.ts'

type Query = Readonly<Record<string, string | number | undefined>>

/** Path below which an API server serves a version of a group. */
export const groupPath = (apiVersion: string): string => apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`

/** Path of all objects of a kind, everywhere or in a namespace. */
export const kindPath = ({ apiVersion, plural, scope }: Kind, namespace?: string): string =>
  scope === 'Cluster' || namespace === undefined || namespace === ''
    ? `${groupPath(apiVersion)}/${plural}`
    : `${groupPath(apiVersion)}/namespaces/${encodeURIComponent(namespace)}/${plural}`

/** Path of one object, or of a subresource of it. */
export const objectPath = (kind: Kind, { name, namespace }: { readonly name: string; readonly namespace?: string | undefined }, subresource = ''): string =>
  `${kindPath(kind, namespace)}/${encodeURIComponent(name)}${subresource === '' ? '' : `/${subresource}`}`

/** A path with a query; undefined parts are left out. */
export const withQuery = (path: string, query: Query): string => {
  const parts = Object.entries(query).flatMap(([key, value]) => value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`])
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`
}
