import type { Discovery, ServedKind } from '../engine/discovery.ts'
import { discoveryOf } from '../engine/discovery.ts'
import { builtInKinds } from '../engine/built-in-kinds.ts'
import { metadataOf } from '../engine/metadata.ts'
import { groupOf } from '../kit/kind.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { groupPath } from './address.ts'
import type { KubeClient } from './kube-client.ts'

/** What a server serves, as it was when it was asked last. */
export interface KubeDiscovery extends Discovery {
  /** Asks again, for example after a definition was made. */
  readonly refresh: () => Promise<void>
  readonly kinds: () => readonly ServedKind[]
}

/** Asks a server for all kinds of all versions it serves. Versions that do not answer, such as a broken extension, are left out. */
export const kubeDiscovery = async (client: KubeClient): Promise<KubeDiscovery> => {
  let kinds = await servedKinds(client)
  let table = discoveryOf(kinds)
  return {
    resource: (apiVersion, plural) => servedBy(kinds, table.resource(apiVersion, plural)),
    kind: (apiVersion, kind) => servedBy(kinds, table.kind(apiVersion, kind)),
    kinds: () => kinds,
    refresh: async () => {
      kinds = await servedKinds(client)
      table = discoveryOf(kinds)
    },
  }
}

/** The engine's table knows built-in kinds too that this server may not have. */
const servedBy = (kinds: readonly ServedKind[], found: ServedKind | undefined): ServedKind | undefined =>
  found !== undefined && kinds.includes(found) ? found : undefined

const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.filter(isObject) : []
const textOf = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''

const servedKinds = async (client: KubeClient): Promise<readonly ServedKind[]> => {
  const versions = await versionsOf(client)
  const custom = await customResources(client)
  const found = await Promise.all(versions.map((apiVersion) => kindsOf(client, apiVersion, custom)))
  return found.flat()
}

const versionsOf = async (client: KubeClient): Promise<readonly string[]> => {
  const core = await client.call({ method: 'GET', path: '/api', about: 'the API versions' })
  const groups = await client.call({ method: 'GET', path: '/apis', about: 'the API groups' })
  const named = Array.isArray(core['versions']) ? core['versions'].map(String) : []
  return [...named, ...listOf(groups['groups']).flatMap(({ versions }) => listOf(versions).map(({ groupVersion }) => textOf(groupVersion)))]
}

const onlyMetadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json'

/** Names of custom resources such as `things.example.com`; undefined for somebody who may not read definitions. */
const customResources = async (client: KubeClient): Promise<ReadonlySet<string> | undefined> => {
  const path = `${groupPath('apiextensions.k8s.io/v1')}/customresourcedefinitions`
  const list = await unlessRefused(() => client.call({ method: 'GET', path, about: 'customresourcedefinitions', accept: onlyMetadata }))
  return list === undefined ? undefined : new Set(listOf(list['items']).map((item) => textOf(metadataOf(item)['name'])))
}

const kindsOf = async (client: KubeClient, apiVersion: string, custom: ReadonlySet<string> | undefined): Promise<readonly ServedKind[]> => {
  const list = await unlessRefused(() => client.call({ method: 'GET', path: groupPath(apiVersion), about: apiVersion }))
  const resources = listOf(list?.['resources'])
  const names = new Set(resources.map(({ name }) => textOf(name)))
  return resources.filter(({ name }) => !textOf(name).includes('/')).map((resource) => servedKind(resource, { apiVersion, names, custom }))
}

const unlessRefused = async <Value>(ask: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await ask()
  } catch {
    // One version that cannot be read must not hide all others.
    return undefined
  }
}

interface Version {
  readonly apiVersion: string
  readonly names: ReadonlySet<string>
  readonly custom: ReadonlySet<string> | undefined
}

const servedKind = ({ name, kind, namespaced }: JsonObject, { apiVersion, names, custom }: Version): ServedKind => {
  const plural = textOf(name)
  const group = groupOf(apiVersion)
  const isCustom = custom?.has(`${plural}.${group}`) ?? (group.includes('.') && !group.endsWith('.k8s.io'))
  const builtIn = builtInKinds.find((known) => known.apiVersion === apiVersion && known.plural === plural)
  return {
    apiVersion,
    kind: textOf(kind),
    plural,
    scope: namespaced === true ? 'Namespaced' : 'Cluster',
    isCustom,
    hasStatus: names.has(`${plural}/status`),
    isCounted: builtIn?.isCounted ?? true,
  }
}
