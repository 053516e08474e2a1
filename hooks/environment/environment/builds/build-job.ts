import { child } from '../../../../src/kit/kind.ts'
import type { Child, FreeSpec } from '../../../../src/kit/kind.ts'
import { Job, Secret } from '../../../../src/kit/kinds.ts'
import { cloneContainer, cloneVolumes } from '../application.ts'
import { resourcesOf } from '../container.ts'
import { environmentLabels, labelValue } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { registrySecretName, serviceAccountName } from '../guardrail-names.ts'
import type { Resources } from '../spec/config.ts'
import type { Build } from './build.ts'

/** environment.md A8.7. */
const defaultResources: Resources = { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: '1', memory: '4Gi' } }

/** User of the rootless image; another one needs another image. */
const builder = 1000

const workspace = '/workspace'
const sources = `${workspace}/source`

/** A Job that fetches the sources and builds one image from them, without root. It runs once: another try is another name. */
export const buildJob = (environment: Environment, build: Build): Child => {
  const labels = { ...environmentLabels(environment), 'catalyst.dev/job-type': 'build', 'catalyst.dev/build': labelValue(build.name) }
  return child<FreeSpec>(Job, {
    metadata: { name: build.jobName, namespace: environment.name, labels },
    spec: { backoffLimit: 0, template: { metadata: { labels }, spec: podSpec(environment, build) } },
  })
}

const podSpec = (environment: Environment, build: Build): object => ({
  serviceAccountName,
  automountServiceAccountToken: false,
  restartPolicy: 'Never',
  securityContext: { runAsNonRoot: true, runAsUser: builder, runAsGroup: builder, fsGroup: builder },
  initContainers: [cloneContainer(environment, { repositoryUrl: build.source?.repositoryUrl ?? '', commit: build.commit, folder: sources, mount: { name: 'workspace', mountPath: workspace } })],
  containers: [container(environment, build)],
  volumes: [
    { name: 'tmp', emptyDir: {} },
    ...cloneVolumes,
    { name: 'workspace', emptyDir: {} },
    // Where layers are kept; the image's own volume is mounted without rights on some nodes (docs/rootless.md of BuildKit).
    { name: 'buildkitd', emptyDir: {} },
    ...(hasLogin(environment) ? [{ name: 'login', secret: { secretName: registrySecretName, items: [{ key: loginKey, path: 'config.json' }], defaultMode: 0o440 } }] : []),
  ],
})

const loginKey = '.dockerconfigjson'

const hasLogin = ({ registrySecret, observed }: Environment): boolean => (registrySecret ?? observed.get(Secret, registrySecretName))?.data?.[loginKey] !== undefined

const container = (environment: Environment, { image, path = '', dockerfile = '', resources }: Build): object => {
  const context = path === '' ? sources : `${sources}/${path}`
  return {
    name: 'buildkit',
    image: environment.settings.buildkitImage,
    imagePullPolicy: 'IfNotPresent',
    command: ['buildctl-daemonless.sh'],
    args: ['build', '--frontend', 'dockerfile.v0', '--local', `context=${context}`, '--local', `dockerfile=${context}`, '--opt', `filename=${dockerfile}`, '--output', `type=image,name=${image},push=true`],
    // Kubernetes has no way to unmask /proc for a pod that shares the user namespace of its node.
    env: [{ name: 'BUILDKITD_FLAGS', value: '--oci-worker-no-process-sandbox' }, ...(hasLogin(environment) ? [{ name: 'DOCKER_CONFIG', value: '/login' }] : [])],
    ...resourcesOf(resources ?? defaultResources),
    volumeMounts: [
      { name: 'workspace', mountPath: workspace, readOnly: true },
      { name: 'buildkitd', mountPath: '/home/user/.local/share/buildkit' },
      { name: 'tmp', mountPath: '/tmp' },
      ...(hasLogin(environment) ? [{ name: 'login', mountPath: '/login', readOnly: true }] : []),
    ],
    securityContext: securityContext(environment),
  }
}

/** It gives itself users within a user namespace, by programs that are set-uid: escalation cannot be forbidden. */
const securityContext = ({ settings: { buildSeccompProfile, buildAppArmorProfile } }: Environment): object => ({
  ...(buildSeccompProfile === undefined ? {} : { seccompProfile: profile(buildSeccompProfile) }),
  ...(buildAppArmorProfile === undefined ? {} : { appArmorProfile: profile(buildAppArmorProfile) }),
})

const profile = (name: string): object => name === 'Unconfined' || name === 'RuntimeDefault' ? { type: name } : { type: 'Localhost', localhostProfile: name }
