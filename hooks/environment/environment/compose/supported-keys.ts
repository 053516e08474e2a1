import type { JsonValue } from '../../../../src/kit/json.ts'
import { imageReference } from '../builds/image-reference.ts'
import type { ContainerPort, EnvEntry, Resources } from '../spec/config.ts'
import { buildOf } from './build-field.ts'
import type { ComposeBuild } from './build-field.ts'
import { dangerousKeys } from './dangerous-keys.ts'
import { dependencies } from './depends-on.ts'
import type { Readers } from './fields-of.ts'
import { probesOf } from './healthcheck.ts'
import type { Probes } from './healthcheck.ts'
import { mountsOf } from './mounts.ts'
import type { ComposeMount } from './mounts.ts'
import { portList } from './ports.ts'
import { mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'
import { deployed } from './resources.ts'
import { variablesOf } from './variables.ts'
import { wordsOf } from './words.ts'

/** A service as its keys say it. */
export interface ServiceFields {
  readonly image: string
  readonly build: ComposeBuild
  readonly ports: readonly ContainerPort[]
  readonly exposed: readonly ContainerPort[]
  readonly env: readonly EnvEntry[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Names in the file. */
  readonly dependsOn: readonly string[]
  readonly probes: Probes
  readonly mounts: readonly ComposeMount[]
  readonly resources: Resources
  readonly workingDir: string
  readonly user: ComposeUser
}
interface ComposeUser { readonly runAsUser: number; readonly runAsGroup?: number }

type Field = Read<Partial<ServiceFields>>

const image = (value: JsonValue, path: string): Field =>
  typeof value === 'string' && imageReference(value) !== undefined ? read({ image: value }) : wrong({}, path, `${JSON.stringify(value)} is no image such as nginx:1.27`)

const folder = (value: JsonValue, path: string): Field =>
  typeof value === 'string' && value.startsWith('/') ? read({ workingDir: value }) : wrong({}, path, 'must be an absolute path')

/** Names of users are known to the image only; Kubernetes takes numbers. */
const user = (value: JsonValue, path: string): Field => {
  const [matched, uid, gid] = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(String(value)) ?? []
  if (matched === undefined) return passedOver({}, path)
  return read({ user: { runAsUser: Number(uid), ...(gid === undefined ? {} : { runAsGroup: Number(gid) }) } })
}

/** An empty list would take the image's own words away, which Kubernetes cannot. */
const words = (field: 'entrypoint' | 'command') => (value: JsonValue, path: string): Field => {
  const found = wordsOf(value, path)
  return found.value.length === 0 && found.problems.length === 0 ? passedOver({}, path) : mapped(found, (list) => ({ [field]: list }))
}

/** Whatever ends is started again here. */
const restart = (value: JsonValue, path: string): Field =>
  /^(?:always|unless-stopped|on-failure(?::\d+)?)$/.test(String(value)) ? read({}) : passedOver({}, path)

/** The keys of a service that mean something here. `x-…` may stand anywhere; all other keys are reported or refused. */
export const supportedKeys: Readers<ServiceFields> = {
  ...dangerousKeys,
  image,
  build: (value, path) => mapped(buildOf(value, path), (build) => ({ build })),
  ports: (value, path) => mapped(portList(value, path), (ports) => ({ ports })),
  expose: (value, path) => mapped(portList(value, path), (exposed) => ({ exposed })),
  environment: (value, path) => mapped(variablesOf(value, path), (env) => ({ env })),
  command: words('command'),
  entrypoint: words('entrypoint'),
  depends_on: (value, path) => mapped(dependencies(value, path), (dependsOn) => ({ dependsOn })),
  healthcheck: (value, path) => mapped(probesOf(value, path), (probes) => ({ probes })),
  volumes: (value, path) => mapped(mountsOf(value, path), (mounts) => ({ mounts })),
  deploy: deployed,
  working_dir: folder,
  user,
  restart,
}
