import type { Controller } from '../kit/controller.ts'
import { groupOf } from '../kit/kind.ts'
import type { Kind } from '../kit/kind.ts'
import { kindsOf } from '../kit/resources.ts'
import { builtInKinds } from './built-in-kinds.ts'

/** A kind as an API server serves it. */
export interface ServedKind extends Kind {
  /** Defined by a CRD. */
  readonly isCustom: boolean
  /** Its status is a subresource: a PUT of the object leaves it alone. */
  readonly hasStatus: boolean
  /** `metadata.generation` counts changes. */
  readonly isCounted: boolean
}

/** What an API server serves. */
export interface Discovery {
  readonly resource: (apiVersion: string, plural: string) => ServedKind | undefined
  readonly kind: (apiVersion: string, kind: string) => ServedKind | undefined
}

/** Group and kind, which identify what is stored; versions are views of it. */
export const groupKind = ({ apiVersion, kind }: Pick<Kind, 'apiVersion' | 'kind'>): string => `${kind}.${groupOf(apiVersion)}`

/** A kind of a custom resource with a status subresource, as the definitions of this project have it. */
export const served = (of: Kind): ServedKind => {
  const { apiVersion, kind, plural, scope } = of
  return builtIn.kind(apiVersion, kind) ?? { apiVersion, kind, plural, scope, isCustom: true, hasStatus: true, isCounted: true }
}

const tableOf = (kinds: readonly ServedKind[]): Discovery => {
  const byResource = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.plural}`, kind]))
  const byKind = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind]))
  return {
    resource: (apiVersion, plural) => byResource.get(`${apiVersion} ${plural}`),
    kind: (apiVersion, kind) => byKind.get(`${apiVersion} ${kind}`),
  }
}

const builtIn = tableOf(builtInKinds)

/** The built-in kinds, and further ones. */
export const discoveryOf = (kinds: readonly ServedKind[]): Discovery => tableOf([...builtInKinds, ...kinds])

/** All kinds that controllers touch, those of others that have no schema here included. */
export const discoveryFor = (controllers: readonly Controller[]): Discovery => discoveryOf(controllers.flatMap(kindsOf).map(served))
