import { flag, integer, listOf, optional, quantity, struct, text, textMap } from '../../../../src/kit/fields.ts'
import type { Static } from '../../../../src/kit/schema.ts'

const items = optional(listOf(struct({
  key: text('Key to project.'),
  path: text('File for it.'),
  mode: optional(integer('Mode of the file.')),
}, 'A key and its file.'), 'Keys to project; all when absent.'))
const defaultMode = optional(integer('Mode of the files.'))

export const volume = struct({
  name: text('Name of the volume.'),
  secret: optional(struct({ secretName: text('Name of the Secret.'), items, defaultMode, optional: optional(flag('Start without it.')) }, 'A Secret.')),
  configMap: optional(struct({ name: text('Name of the ConfigMap.'), items, defaultMode, optional: optional(flag('Start without it.')) }, 'A ConfigMap.')),
  emptyDir: optional(struct({
    medium: optional(text('Storage medium: empty or Memory.')),
    sizeLimit: optional(quantity('Most that it may hold.')),
  }, 'An empty directory.')),
  persistentVolumeClaim: optional(struct({ claimName: text('Name of the claim.'), readOnly: optional(flag('Mount read-only.')) }, 'A claim.')),
  csi: optional(struct({
    driver: text('Name of the driver.'),
    fsType: optional(text('File system.')),
    nodePublishSecretRef: optional(struct({ name: text('Name of the Secret.') }, 'Secret for the driver.')),
    readOnly: optional(flag('Mount read-only.')),
    volumeAttributes: optional(textMap('Attributes for the driver.')),
  }, 'A volume of a CSI driver.')),
}, 'A further volume of the pods: a name and one source.')
export type TemplateVolume = Static<typeof volume>

export const volumeMounts = (container: string) => listOf(struct({
  name: text('Name of the volume.'),
  mountPath: text('Where it is mounted.'),
  subPath: optional(text('Path inside the volume.')),
  subPathExpr: optional(text('Path inside the volume, with variables.')),
  readOnly: optional(flag('Mount read-only.')),
  recursiveReadOnly: optional(text('Whether mounts below are read-only too.')),
  mountPropagation: optional(text('How mounts propagate.')),
}, 'A mount.'), `Further mounts of container ${container}.`)
export type TemplateMount = Static<ReturnType<typeof volumeMounts>>[number]
