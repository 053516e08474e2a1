import type { Forbidden } from '../../../hooks/program/hookprogram/forbidden.ts'
import { groupOf } from '../../../src/kit/kind.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { everyObject } from './every-object.ts'

/** What a rule may look at besides the child. */
export interface ForbidSubject {
  /** ServiceAccounts that pods may run as. */
  readonly serviceAccounts: readonly string[]
}

/** A rule says what a child asks for that it may not have. */
export type ForbiddenRule = (child: JsonObject, subject: ForbidSubject) => string | undefined

/**
 * One rule a word of `spec.policy.forbid`. The rules look at every object inside a child, at any depth: a pod template
 * stands in another place in a CronJob than in a Deployment, and custom workloads put it wherever they like.
 */
export const forbiddenRules: Readonly<Record<Forbidden, ForbiddenRule>> = {
  privileged: anywhere((object) => isAsked(object['privileged']) ? 'privileged' : isAsked(object['hostProcess']) ? 'hostProcess' : undefined),
  hostPath: (child, subject) => anywhere((object) => object['hostPath'] === undefined ? undefined : 'hostPath')(child, subject) ?? localVolume(child),
  hostNetwork: anywhere((object) => isAsked(object['hostNetwork']) ? 'hostNetwork' : undefined),
  hostPID: anywhere((object) => isAsked(object['hostPID']) ? 'hostPID' : undefined),
  hostIPC: anywhere((object) => isAsked(object['hostIPC']) ? 'hostIPC' : undefined),
  addedCapabilities: anywhere(({ capabilities }) => isObject(capabilities) && holdsAnything(capabilities['add']) ? 'capabilities.add' : undefined),
  serviceAccounts: (child, subject) => anywhere((object) => foreignAccount(object, subject))(child, subject) ?? accountToken(child, subject),
  rbac: inGroups(['rbac.authorization.k8s.io']),
  webhookConfigurations: inGroups(['admissionregistration.k8s.io']),
  // An APIService adds kinds to the API as much as a definition does.
  customResourceDefinitions: inGroups(['apiextensions.k8s.io', 'apiregistration.k8s.io']),
}

function anywhere(asks: (object: JsonObject, subject: ForbidSubject) => string | undefined): ForbiddenRule {
  return (child, subject) => everyObject(withoutTexts(child), (object) => {
    const found = asks(object, subject)
    return found === undefined ? undefined : `${found} is not allowed`
  })
}

/** Keys of data are names that a program is free to give. */
const withoutTexts = (child: JsonObject): JsonObject =>
  child['apiVersion'] === 'v1' && (child['kind'] === 'ConfigMap' || child['kind'] === 'Secret') ? {} : child

function inGroups(groups: readonly string[]): ForbiddenRule {
  return ({ apiVersion, kind }) => groups.includes(groupOf(String(apiVersion))) ? `${String(kind)} is not allowed` : undefined
}

/** The API server takes nothing else for yes. */
const isAsked = (value: JsonValue | undefined): boolean => value === true

const holdsAnything = (value: JsonValue | undefined): boolean => Array.isArray(value) ? value.length > 0 : value !== undefined

/** A volume of a node's own file system, by its other name. */
const localVolume = ({ kind, spec }: JsonObject): string | undefined =>
  kind === 'PersistentVolume' && isObject(spec) && spec['local'] !== undefined ? 'local volumes are not allowed' : undefined

const containerLists = ['containers', 'initContainers', 'ephemeralContainers']
/** Both names of one field; the older one is still read. */
const accountFields = ['serviceAccountName', 'serviceAccount']
const defaultAccount = 'default'

const foreignAccount = (object: JsonObject, { serviceAccounts }: ForbidSubject): string | undefined => {
  const named = accountFields.map((field) => object[field]).filter((value) => value !== undefined && value !== '')
  const isPod = containerLists.some((field) => Array.isArray(object[field]))
  const wanted = named.length === 0 && isPod ? [defaultAccount] : named
  const foreign = wanted.find((name) => typeof name !== 'string' || !serviceAccounts.includes(name))
  return foreign === undefined ? undefined : `ServiceAccount ${typeof foreign === 'string' ? foreign : JSON.stringify(foreign)}`
}

const tokenType = 'kubernetes.io/service-account-token'
const tokenAnnotation = 'kubernetes.io/service-account.name'

/** A Secret of this type is filled with a token of the account that it names: nobody has to run as it. */
const accountToken = ({ kind, type, metadata }: JsonObject, { serviceAccounts }: ForbidSubject): string | undefined => {
  if (kind !== 'Secret' || type !== tokenType) return undefined
  const annotations = isObject(metadata) && isObject(metadata['annotations']) ? metadata['annotations'] : {}
  const name = String(annotations[tokenAnnotation])
  return serviceAccounts.includes(name) ? undefined : `a token of ServiceAccount ${name} is not allowed`
}
