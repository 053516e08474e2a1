import type { StoredObject } from '../src/engine/object-store.ts'
import { registrationKind } from '../src/generate/registration.ts'
import type { Controller, HookName } from '../src/kit/controller.ts'
import type { JsonObject } from '../src/protocol/json.ts'
import type { Cluster } from './cluster.ts'
import { mapAt, numberAt, textAt } from './fields.ts'
import { CompositeRegistration, DecoratorRegistration } from './kinds.ts'

/** All CompositeControllers and DecoratorControllers of a cluster, ours or not. */
export const registrationsOf = async (cluster: Cluster): Promise<readonly StoredObject[]> => {
  const composites = await cluster.list(CompositeRegistration)
  const decorators = await cluster.list(DecoratorRegistration)
  return [...composites.items, ...decorators.items]
}

export const registrationFor = (objects: readonly StoredObject[], controller: Controller): StoredObject | undefined =>
  objects.find(({ kind, metadata: { name } }) => name === controller.name && kind === registrationKind(controller))

/** Controllers of this build that the cluster has a registration of; none for who may not read registrations, which their own check tells. */
export const registeredOf = async (cluster: Cluster): Promise<readonly Controller[]> => {
  const objects = await registrationsOf(cluster).catch(() => [])
  return cluster.controllers.filter((controller) => registrationFor(objects, controller) !== undefined)
}

/** A hook as a registration has it. */
export interface RegisteredHook {
  readonly name: HookName
  readonly hook: JsonObject
  readonly webhook: JsonObject
}

const names: readonly HookName[] = ['sync', 'finalize', 'customize']

export const hooksIn = (registration: JsonObject): readonly RegisteredHook[] => {
  const hooks = mapAt(registration, 'spec', 'hooks')
  return names.filter((name) => Object.hasOwn(hooks, name)).map((name) => ({ name, hook: mapAt(hooks, name), webhook: mapAt(hooks, name, 'webhook') }))
}

/** Address of a Service that hooks are called at. */
export interface ServiceAddress {
  readonly name: string
  readonly namespace: string
  readonly port: number
  readonly protocol: string
}

const addressOf = (webhook: JsonObject): ServiceAddress | undefined => textAt(webhook, 'url') !== '' || textAt(webhook, 'service', 'name') === '' ? undefined : {
  name: textAt(webhook, 'service', 'name'),
  namespace: textAt(webhook, 'service', 'namespace'),
  port: numberAt(webhook, 'service', 'port') ?? 80,
  protocol: textAt(webhook, 'service', 'protocol') || 'http',
}

/** Every Service that the registrations of this build are called at, each once, with the names of who calls it. */
export const addressesOf = async (cluster: Cluster): Promise<ReadonlyMap<ServiceAddress, readonly string[]>> => {
  const objects = await registrationsOf(cluster)
  const found = new Map<string, [ServiceAddress, string[]]>()
  for (const registration of cluster.controllers.flatMap((controller) => registrationFor(objects, controller) ?? [])) {
    for (const { webhook } of hooksIn(registration)) note(found, addressOf(webhook), registration.metadata.name)
  }
  return new Map(found.values())
}

const note = (found: Map<string, [ServiceAddress, string[]]>, address: ServiceAddress | undefined, name: string): void => {
  if (address === undefined) return
  const key = JSON.stringify(address)
  const [, callers] = found.get(key) ?? [address, []]
  if (!callers.includes(name)) found.set(key, [address, [...callers, name]])
}
