import type { Container, EnvVar, Volume } from 'kubernetes-types/core/v1.js'
import { isDeleting } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { specOf, statusOf } from '../json-fields.ts'
import { claims, configMaps, secrets, storageClasses } from '../kinds.ts'
import type { ObjectTable } from '../server/object-table.ts'
import { podSpec } from './pod-spec.ts'

export const claimNames = (pod: StoredObject): readonly string[] => (podSpec(pod).volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])

/** Everything that a pod cannot run without, by kind and place. */
export const needsOf = (pod: StoredObject): readonly string[] => [
  ...claimNames(pod).map((name) => needOf({ kind: claims.kind, metadata: { name, namespace: pod.metadata.namespace } })),
  ...wantedBy(pod).map(({ kind, name = '' }) => needOf({ kind: kind.kind, metadata: { name, namespace: pod.metadata.namespace } })),
]

interface Placed {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined }
}

export const needOf = ({ kind, metadata: { name, namespace = '' } }: Placed): string => `${kind} ${namespace}/${name}`

export const usesClaim = (pod: StoredObject, name: string): boolean => claimNames(pod).includes(name)

export const selectedNode = 'volume.kubernetes.io/selected-node'

/** Whether a claim is bound only when a pod uses it. */
export const waitsForPod = (table: ObjectTable, claim: StoredObject): boolean =>
  table.find(storageClasses, String(specOf(claim)['storageClassName'] ?? ''))?.['volumeBindingMode'] === 'WaitForFirstConsumer' &&
  claim.metadata.annotations?.[selectedNode] === undefined

/** Claims of a pod that wait for it. */
export const unchosenClaims = (table: ObjectTable, pod: StoredObject): readonly StoredObject[] =>
  claimNames(pod).flatMap((name) => table.find(claims, name, pod.metadata.namespace) ?? []).filter((claim) => waitsForPod(table, claim))

/** Why a pod's claims keep it from a node; undefined when they do not. */
export const claimProblem = (table: ObjectTable, pod: StoredObject): string | undefined => {
  for (const name of claimNames(pod)) {
    const claim = table.find(claims, name, pod.metadata.namespace)
    if (claim === undefined) return `the claim ${name} does not exist`
    if (isDeleting(claim)) return `the claim ${name} is being deleted`
    if (statusOf(claim)['phase'] !== 'Bound') return `the claim ${name} is not bound`
  }
  return undefined
}

interface Wanted {
  readonly kind: typeof configMaps
  readonly name: string | undefined
  readonly optional: boolean | undefined
}

const configMap = (source: { name?: string; optional?: boolean } | undefined): readonly Wanted[] =>
  source === undefined ? [] : [{ kind: configMaps, name: source.name, optional: source.optional }]
const secret = (source: { name?: string; secretName?: string; optional?: boolean } | undefined): readonly Wanted[] =>
  source === undefined ? [] : [{ kind: secrets, name: source.secretName ?? source.name, optional: source.optional }]

const ofVolume = (volume: Volume): readonly Wanted[] => [
  ...configMap(volume.configMap),
  ...secret(volume.secret),
  ...(volume.projected?.sources ?? []).flatMap((source) => [...configMap(source.configMap), ...secret(source.secret)]),
]

const ofVariable = ({ valueFrom }: EnvVar): readonly Wanted[] => [...configMap(valueFrom?.configMapKeyRef), ...secret(valueFrom?.secretKeyRef)]

const ofContainer = ({ env = [], envFrom = [] }: Container): readonly Wanted[] =>
  [...env.flatMap(ofVariable), ...envFrom.flatMap(({ configMapRef, secretRef }) => [...configMap(configMapRef), ...secret(secretRef)])]

const wantedBy = (pod: StoredObject): readonly Wanted[] => {
  const { volumes = [], containers, initContainers = [] } = podSpec(pod)
  return [...volumes.flatMap(ofVolume), ...[...initContainers, ...containers].flatMap(ofContainer)]
}

/** Something that a pod needs and that is not there, in words; undefined when nothing is missing. */
export const missingObject = (table: ObjectTable, pod: StoredObject): string | undefined => {
  const missing = wantedBy(pod).find(({ kind, name, optional }) => optional !== true && table.find(kind, name ?? '', pod.metadata.namespace) === undefined)
  return missing === undefined ? undefined : `the ${missing.kind.kind} ${missing.name ?? ''} does not exist`
}
