import type { ObjectMeta as AnyMeta } from 'kubernetes-types/meta/v1.js'
import type { ObjectMeta } from '../protocol/request.ts'
import type { Desired } from './desired.ts'

export type Scope = 'Namespaced' | 'Cluster'

/** A Kubernetes kind as hooks name it. `Shape` is the type of its objects; it exists for the compiler only. */
export interface Kind<Shape = unknown> {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly scope: Scope
  readonly shape?: Shape
}

/** An object of a kind as Metacontroller observed it: metadata is always there. */
export type Observed<Shape> = Shape & { readonly apiVersion: string; readonly kind: string; readonly metadata: ObjectMeta }

/** A child as a hook wants it. */
export interface Child {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined }
}

/** Defines a namespaced kind that somebody else owns, for example `kind<ConfigMap>('v1', 'ConfigMap', 'configmaps')`. */
export const kind = <Shape>(apiVersion: string, name: string, plural: string): Kind<Shape> =>
  ({ apiVersion, kind: name, plural, scope: 'Namespaced' })

/** The same for a cluster-scoped kind. */
export const clusterKind = <Shape>(apiVersion: string, name: string, plural: string): Kind<Shape> =>
  ({ apiVersion, kind: name, plural, scope: 'Cluster' })

/** Body of a child: metadata with a name, and the fields of the kind that a hook may set. */
export type Body<Shape> = Pick<Child, 'metadata'> & Desired<Omit<Shape, 'apiVersion' | 'kind' | 'status'>>

/** Shape of a kind whose spec is put together from parts that the compiler does not look into. */
export interface FreeSpec {
  readonly metadata?: AnyMeta
  readonly spec?: object
}

/** Builds a child of a kind; the compiler checks the body against the kind's shape. */
export const child = <Shape>(of: Kind<Shape>, body: Body<Shape> & object): Child =>
  ({ apiVersion: of.apiVersion, kind: of.kind, ...body })

/** Group of an apiVersion, empty for the core group. */
export const groupOf = (apiVersion: string): string => apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
