import { flag, freeObject, integer, listOf, optional, quantity, struct, text, textMap } from '../../../../src/kit/fields.ts'
import { Type } from '../../../../src/kit/schema.ts'
import type { Static } from '../../../../src/kit/schema.ts'

// What runs in an environment, in Kubernetes' own shapes (environment.md A2). A template of the Project and the
// Environment have the same fields; the latter win.

const envEntry = struct({
  name: text('Name of the variable.', { minLength: 1 }),
  value: optional(text('Value.')),
  valueFrom: optional(freeObject('Where the value comes from, as in a container.')),
}, 'A variable.')
export type EnvEntry = Static<typeof envEntry>

const port = struct({
  name: optional(text('Name of the port.')),
  containerPort: integer('Port in the container.', { minimum: 1, maximum: 65535, format: 'int32' }),
  protocol: optional(text('TCP when absent.')),
}, 'A port.')
export type ContainerPort = Static<typeof port>

const amounts = (description: string) => Type.Record(Type.String(), quantity('An amount.'), { description })
export const resources = struct({
  requests: optional(amounts('What the container is promised.')),
  limits: optional(amounts('What it may use at most.')),
}, 'Resources of a container.')
export type Resources = Static<typeof resources>

const mount = struct({
  name: text('Name of the volume.'),
  mountPath: text('Where it is mounted.'),
  subPath: optional(text('Part of the volume.')),
  readOnly: optional(flag('Whether it is mounted read-only.')),
}, 'A mount.')
export type VolumeMount = Static<typeof mount>

const claim = struct({
  accessModes: optional(listOf(text('An access mode.'), 'ReadWriteOnce when absent.')),
  resources: optional(struct({ requests: optional(amounts('Storage that is asked for.')) }, 'Size.')),
  storageClassName: optional(text('Class; the default class of the cluster when absent.')),
}, 'A claim for storage.')
export type ClaimSpec = Static<typeof claim>

const commandLine = {
  command: optional(listOf(text('A word.'), 'Command in place of the image\'s entry point.')),
  args: optional(listOf(text('A word.'), 'Arguments.')),
  workingDir: optional(text('Working directory.')),
  env: optional(listOf(envEntry, 'Variables. Those of the Environment are merged into those of the template by name.')),
  resources: optional(resources),
  volumeMounts: optional(listOf(mount, 'Mounts of `volumes`.')),
}

const initContainer = struct({
  name: text('Name.', { minLength: 1 }),
  image: optional(text('Image; that of the application when absent.')),
  ...commandLine,
}, 'A container that runs to its end before the application starts.')
export type InitContainer = Static<typeof initContainer>

const service = struct({
  name: text('Name of the StatefulSet and of the Service.', { minLength: 1 }),
  container: struct({
    image: text('Image.', { minLength: 1 }),
    ports: optional(listOf(port, 'Ports.')),
    env: optional(listOf(envEntry, 'Variables.')),
    resources: optional(resources),
    command: optional(listOf(text('A word.'), 'Command in place of the image\'s entry point.')),
    args: optional(listOf(text('A word.'), 'Arguments.')),
    readinessProbe: optional(freeObject('When it counts as ready.')),
  }, 'Its container.'),
  storage: optional(claim),
  database: optional(text('Name of the database that a Postgres makes.')),
}, 'Something that the application needs, such as a database.')
export type ServiceConfig = Static<typeof service>

const volume = struct({
  name: text('Name of the claim and of the volume.', { minLength: 1 }),
  persistentVolumeClaim: optional(claim),
}, 'A volume of the application.')

export const Config = struct({
  image: optional(text('Image of the application, best by digest.')),
  imagePullPolicy: optional(text('Always, IfNotPresent or Never.')),
  ...commandLine,
  ports: optional(listOf(port, 'Ports; the first is the one that the Ingress leads to.')),
  livenessProbe: optional(freeObject('When it has to be restarted.')),
  readinessProbe: optional(freeObject('When it gets traffic.')),
  startupProbe: optional(freeObject('When it has started.')),
  initContainers: optional(listOf(initContainer, 'Containers that run before the application, in this order.')),
  services: optional(listOf(service, 'What the application needs.')),
  volumes: optional(listOf(volume, 'Claims of the application.')),
  nodeSelector: optional(textMap('Labels that a node must have.')),
}, 'What runs, and how.')
export type Config = Static<typeof Config>
