import { envOf, mountsOf, resourcesOf, wordsOf } from './container.ts'
import { mergedEnv } from './config-merge.ts'
import { credentialEnv, databases } from './credentials.ts'
import { clones, gitCloneKey, gitScriptsName } from './git-scripts.ts'
import type { Environment } from './environment.ts'
import { gitTokenSecret, serviceAccountName } from './guardrail-names.ts'
import { containerSecurityContext, podSecurityContext } from './pod-security.ts'
import type { Config, EnvEntry, InitContainer, VolumeMount } from './spec/config.ts'

// Pods of the application: the web Deployment and the migration run the same image with the same variables.

/** Variables of every container of the application. What users give wins. */
export const applicationEnv = (environment: Environment, own: readonly EnvEntry[] = []): readonly EnvEntry[] => {
  const [database] = databases(environment)
  const url = database === undefined ? [] : credentialEnv(database.name, ['DATABASE_URL'])
  // Neither npm nor git runs without a home that it may write to.
  return mergedEnv([{ name: 'HOME', value: '/tmp' }, ...url], mergedEnv(environment.config.env ?? [], own))
}

type Lines = Pick<Config, 'image' | 'command' | 'args' | 'workingDir' | 'resources' | 'volumeMounts'> & { readonly name: string }

/** A container of the application. */
export const applicationContainer = (environment: Environment, lines: Lines, env: readonly EnvEntry[]): object => ({
  name: lines.name,
  image: lines.image ?? environment.config.image,
  imagePullPolicy: environment.config.imagePullPolicy ?? 'IfNotPresent',
  ...wordsOf(lines),
  ...(lines.workingDir === undefined ? {} : { workingDir: lines.workingDir }),
  ...envOf(env),
  ...resourcesOf(lines.resources),
  volumeMounts: [...mountsOf(lines.volumeMounts ?? environment.config.volumeMounts ?? [], clones(environment)), { name: 'tmp', mountPath: '/tmp' }],
  securityContext: containerSecurityContext(environment),
})

export const initContainer = (environment: Environment, container: InitContainer): object => applicationContainer(
  environment, { ...container, workingDir: container.workingDir ?? environment.config.workingDir ?? '' }, applicationEnv(environment, container.env))

/** Fetches the sources into the application's first volume. */
export const gitClone = (environment: Environment): readonly object[] => {
  const { config, source, commit, spec } = environment
  const [mount] = mountsOf(config.volumeMounts ?? [], true)
  if (!clones(environment) || mount === undefined || source === undefined) return []
  return [cloneContainer(environment, { repositoryUrl: source.repositoryUrl, commit, folder: mount.mountPath, mount, preservesChanges: spec.workspace?.preserveChanges === true })]
}

interface Clone {
  readonly repositoryUrl: string
  readonly commit: string
  readonly folder: string
  readonly mount: VolumeMount
  readonly preservesChanges?: boolean
}

/** Fetches sources into a folder; its pod needs the volume `tmp` and those of `cloneVolumes`. */
export const cloneContainer = (environment: Environment, { repositoryUrl, commit, folder, mount, preservesChanges = false }: Clone): object => ({
  name: 'git-clone',
  image: environment.settings.gitImage,
  imagePullPolicy: 'IfNotPresent',
  command: [`/scripts/${gitCloneKey}`],
  env: [
    { name: 'HOME', value: '/tmp' }, { name: 'GIT_REPO_URL', value: repositoryUrl }, { name: 'GIT_COMMIT', value: commit }, { name: 'GIT_DIR_PATH', value: folder },
    { name: 'GIT_PRESERVE_CHANGES', value: String(preservesChanges) },
  ],
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  volumeMounts: [{ ...mount }, { name: 'git-scripts', mountPath: '/scripts', readOnly: true }, { name: gitTokenSecret, mountPath: '/credentials', readOnly: true }, { name: 'tmp', mountPath: '/tmp' }],
  securityContext: containerSecurityContext(environment),
})

/** Volumes of a pod that fetches sources. */
export const cloneVolumes: readonly object[] = [
  { name: 'git-scripts', configMap: { name: gitScriptsName, defaultMode: 0o755 } },
  { name: gitTokenSecret, secret: { secretName: gitTokenSecret, optional: true, defaultMode: 0o440 } },
]

/** Everything of a pod but its containers. */
export const applicationPod = (environment: Environment): object => ({
  serviceAccountName,
  automountServiceAccountToken: false,
  securityContext: podSecurityContext(environment),
  ...(environment.config.nodeSelector === undefined ? {} : { nodeSelector: { ...environment.config.nodeSelector } }),
  volumes: [
    { name: 'tmp', emptyDir: {} },
    ...(clones(environment) ? cloneVolumes : []),
    ...(environment.config.volumes ?? []).flatMap(({ name, persistentVolumeClaim }) => persistentVolumeClaim === undefined ? [] : [{ name, persistentVolumeClaim: { claimName: name } }]),
  ],
})
