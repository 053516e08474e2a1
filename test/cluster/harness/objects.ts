import { controllers } from '../../../hooks/index.ts'
import { openApi } from '../../../scripts/cluster/api.ts'
import type { Call } from '../../../scripts/cluster/api.ts'
import { RequestRefused } from '../../../scripts/cluster/errors.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { discoveryOf, served } from '../../../src/engine/discovery.ts'
import type { ServedKind } from '../../../src/engine/discovery.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { clusterKind, kind } from '../../../src/kit/kind.ts'
import { resourcesOf } from '../../../src/kit/resources.ts'
import { kindPath, objectPath } from '../../../src/kube/address.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import type { KubernetesObject } from '../../../src/protocol/request.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { SettingMissing } from './errors.ts'

export type AnyObject = KubernetesObject & JsonObject

export const Definition = clusterKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions')
export const Namespace = clusterKind('v1', 'Namespace', 'namespaces')
export const ResourceQuota = kind('v1', 'ResourceQuota', 'resourcequotas')
export const CompositeController = clusterKind('metacontroller.k8s.io/v1alpha1', 'CompositeController', 'compositecontrollers')
export const DecoratorController = clusterKind('metacontroller.k8s.io/v1alpha1', 'DecoratorController', 'decoratorcontrollers')

const known = discoveryOf([...resourcesOf(controllers), Definition, ResourceQuota, CompositeController, DecoratorController].map(served))

/** How kinds are served, by object. */
export const kindOf = ({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): ServedKind => {
  const found = known.kind(apiVersion, kind)
  if (found === undefined) throw new SettingMissing(`${apiVersion} ${kind}`, 'no such kind in the tests')
  return found
}

export interface Place { readonly name: string; readonly namespace?: string }

/** What a person does with kubectl. Throws RequestRefused with the server's words. */
export interface Objects {
  readonly get: (kind: Kind, place: Place) => Promise<AnyObject | undefined>
  readonly list: (kind: Kind, namespace?: string) => Promise<readonly AnyObject[]>
  /** Server-side apply; with `dryRun` nothing is stored. */
  readonly apply: (object: JsonObject, options?: { readonly dryRun?: boolean }) => Promise<AnyObject>
  /** Dry run of server-side apply to the status. The object has to be there. */
  readonly tryStatus: (object: JsonObject) => Promise<AnyObject>
  /** Merge patch. */
  readonly patch: (kind: Kind, place: Place, patch: JsonObject) => Promise<AnyObject>
  /** Merge patch of the subresource `status`. */
  readonly patchStatus: (kind: Kind, place: Place, patch: JsonObject) => Promise<AnyObject>
  readonly remove: (kind: Kind, place: Place) => Promise<void>
  readonly close: () => void
}

const asTests = '?fieldManager=kaspr-hooks-tests&force=true&fieldValidation=Strict'

export const openObjects = ({ kubeconfig }: Layout): Objects => {
  const api = openApi(kubeconfig)
  const expect = async (call: Call): Promise<AnyObject> => trusted<AnyObject>(await api.expect(call))
  const get = async (kind: Kind, place: Place): Promise<AnyObject | undefined> => {
    const path = objectPath(kind, place)
    const { status, body } = await api.call({ method: 'GET', path })
    if (status !== 200 && status !== 404) throw new RequestRefused(path, status, JSON.stringify(body))
    return status === 404 ? undefined : trusted<AnyObject>(body)
  }
  return {
    get,
    list: async (kind, namespace) => trusted<{ items: readonly AnyObject[] }>(await api.expect({ method: 'GET', path: kindPath(kind, namespace) })).items,
    apply: async (object, { dryRun = false } = {}) => {
      const given = trusted<StoredObject>(object)
      const query = `${asTests}${dryRun ? '&dryRun=All' : ''}`
      return expect({ method: 'PATCH', path: objectPath(kindOf(given), given.metadata) + query, body: object, contentType: 'application/apply-patch+yaml' })
    },
    tryStatus: (object) => {
      const given = trusted<StoredObject>(object)
      return expect({ method: 'PATCH', path: `${objectPath(kindOf(given), given.metadata, 'status')}${asTests}&dryRun=All`, body: object, contentType: 'application/apply-patch+yaml' })
    },
    patch: (kind, place, patch) => expect({ method: 'PATCH', path: objectPath(kind, place), body: patch, contentType: 'application/merge-patch+json' }),
    patchStatus: (kind, place, patch) => expect({ method: 'PATCH', path: objectPath(kind, place, 'status'), body: patch, contentType: 'application/merge-patch+json' }),
    remove: async (kind, place) => {
      const { status } = await api.call({ method: 'DELETE', path: objectPath(kind, place), body: { propagationPolicy: 'Background' } })
      if (status !== 404 && status >= 300) await expect({ method: 'DELETE', path: objectPath(kind, place) })
    },
    close: api.close,
  }
}
