import type { Volume, VolumeMount } from 'kubernetes-types/core/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import { canonicalQuantity } from '../../../src/kit/quantity.ts'
import { mountedParts } from './app.ts'
import type { App } from './app.ts'
import { joinsFileName } from './names.ts'
import { packagesDirectory } from './packages/packages.ts'
import type { TemplateMount, TemplateVolume } from './spec/volume.ts'

export type PodVolume = Desired<Volume> & { readonly name: string }
export type Mount = Desired<VolumeMount> & { readonly name: string; readonly mountPath: string }

/** Volumes of the pods, in upstream's order (kaspr-resources.md 3.11). Table data comes from the claim template. */
export const podVolumes = (app: App): readonly PodVolume[] => [
  ...definitionFiles(app).map(({ object, file }): PodVolume => ({ name: object, configMap: { name: object, items: [{ key: file, path: file }] } })),
  ...(app.spec.template?.pod?.volumes ?? []).map(templateVolume),
  ...packagesVolumes(app),
]

/** Mounts of container kaspr, in upstream's order. */
export const kasprMounts = (app: App): readonly Mount[] => [
  { name: app.names.dataVolume, mountPath: app.runtime.tableDirectory },
  ...definitionFiles(app).map(({ object, file }): Mount =>
    ({ name: object, mountPath: `${app.runtime.definitionsDirectory}/${file}`, subPath: file, readOnly: true })),
  ...templateMounts(app.spec.template?.kasprContainer?.volumeMounts),
  ...(app.packages === undefined ? [] : [{ name: app.names.packagesVolume, mountPath: packagesDirectory, readOnly: true }]),
]

export const templateMounts = (given: readonly TemplateMount[] | undefined): readonly Mount[] => given ?? []

const definitionFiles = (app: App): readonly { readonly object: string; readonly file: string }[] => [
  ...mountedParts(app).map(({ object }) => ({ object, file: `${object}.yaml` })),
  ...(app.joins.file === undefined ? [] : [{ object: app.names.joins, file: joinsFileName(app.names.joins) }]),
]

/** Several sources at once: upstream silently takes the first one, in this order. */
const templateVolume = ({ name, secret, configMap, emptyDir, persistentVolumeClaim, csi }: TemplateVolume): PodVolume => {
  if (secret !== undefined) return { name, secret }
  if (configMap !== undefined) return { name, configMap }
  if (emptyDir !== undefined) return { name, emptyDir: { medium: emptyDir.medium, sizeLimit: emptyDir.sizeLimit === undefined ? undefined : canonicalQuantity(emptyDir.sizeLimit) } }
  return persistentVolumeClaim === undefined ? { name, csi } : { name, persistentVolumeClaim }
}

const packagesVolumes = ({ names, packages }: App): readonly PodVolume[] => {
  if (packages === undefined) return []
  const packagesVolume = packages.mode === 'pvc' ? { persistentVolumeClaim: { claimName: names.packagesClaim } } : { emptyDir: {} }
  const { bucket } = packages
  return [
    { name: names.packagesVolume, ...packagesVolume },
    ...(bucket === undefined ? [] : [{ name: 'gcs-sa-key', secret: { secretName: bucket.secretName, items: [{ key: bucket.secretKey, path: bucket.secretKey }] } }]),
  ]
}
