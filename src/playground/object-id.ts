import type { KubernetesObject } from '../protocol/request.ts'

/** What tells objects apart across their lives: a pod that comes again under its name is the same row. */
export interface ObjectAddress {
  readonly apiVersion: string
  readonly kind: string
  /** Empty for cluster-scoped objects. */
  readonly namespace: string
  readonly name: string
}

export const addressOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubernetesObject): ObjectAddress => ({ apiVersion, kind, namespace, name })

/** One text for an address; no part of it may hold a bar. */
export const objectId = ({ apiVersion, kind, namespace, name }: ObjectAddress): string => [apiVersion, kind, namespace, name].join('|')
