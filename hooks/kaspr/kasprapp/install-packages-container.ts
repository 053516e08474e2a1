import type { Container } from 'kubernetes-types/core/v1.js'
import type { Desired } from '../../../src/kit/desired.ts'
import type { App } from './app.ts'
import { lastWins, templateEnvironment } from './environment.ts'
import type { Variable } from './environment.ts'
import { archiveBytes } from './packages/archive-size.ts'
import { installScript } from './packages/install-script.ts'
import { referencedVariables } from './packages/package-names.ts'
import { bucketKeyDirectory, packagesDirectory } from './packages/packages.ts'
import type { Packages } from './packages/packages.ts'
import { canonicalQuantities } from '../../../src/kit/quantities.ts'
import { templateMounts } from './volumes.ts'

/** The init container that installs Python packages (kaspr-resources.md 4.3). */
export const installPackagesContainer = (app: App): readonly Desired<Container>[] => {
  const { packages, names, spec } = app
  if (packages === undefined) return []
  const { resources } = packages.spec
  const own = spec.template?.pythonPackagesInitContainer
  return [{
    name: 'install-packages',
    image: app.image,
    command: ['/bin/bash', '-c'],
    args: [scriptOf(packages)],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    env: installEnvironment(app, packages),
    resources: resources === undefined ? undefined : { requests: canonicalQuantities(resources.requests), limits: canonicalQuantities(resources.limits) },
    securityContext: own?.securityContext,
    volumeMounts: [
      { name: names.packagesVolume, mountPath: packagesDirectory },
      ...templateMounts(own?.volumeMounts),
      ...(packages.bucket === undefined ? [] : [{ name: 'gcs-sa-key', mountPath: bucketKeyDirectory, readOnly: true }]),
    ],
  }]
}

const scriptOf = ({ mode, spec, hash, timeout, attempts, onFailure, bucket }: Packages): string => installScript({
  mode,
  packages: spec.packages,
  hash,
  timeout,
  attempts,
  onFailure,
  ...(bucket === undefined ? {} : { gcs: { maxArchiveBytes: archiveBytes(bucket.maxArchiveSize) ?? 0, keyPath: `${bucketKeyDirectory}/${bucket.secretKey}` } }),
})

const installEnvironment = (app: App, { spec, mode, hash, bucket }: Packages): readonly Variable[] => lastWins([
  ...(mode === 'emptyDir' ? [] : [{ name: 'PACKAGES_HASH', value: hash }]),
  ...(bucket === undefined ? [] : [{ name: 'GCS_BUCKET', value: bucket.bucket }, { name: 'GCS_OBJECT_KEY', value: bucket.objectKey }]),
  ...(spec.indexUrl ? [{ name: 'INDEX_URL', value: spec.indexUrl }] : []),
  ...(spec.extraIndexUrls?.length ? [{ name: 'EXTRA_INDEX_URLS', value: spec.extraIndexUrls.join(',') }] : []),
  ...(spec.trustedHosts?.length ? [{ name: 'TRUSTED_HOSTS', value: spec.trustedHosts.join(',') }] : []),
  ...credentials(spec.credentials),
  ...templateEnvironment(app.spec.template?.pythonPackagesInitContainer?.env),
  ...passedThrough(app, spec.packages),
])

const credentials = (given: Packages['spec']['credentials']): readonly Variable[] => {
  if (given === undefined) return []
  const { name, usernameKey, passwordKey } = given.secretRef
  return [
    { name: 'PYPI_USERNAME', valueFrom: { secretKeyRef: { key: usernameKey || 'username', name } } },
    { name: 'PYPI_PASSWORD', valueFrom: { secretKeyRef: { key: passwordKey || 'password', name } } },
  ]
}

/** Variables that package entries refer to; those of the template come from there, so that a token can stay in a Secret (Q8). */
const passedThrough = ({ spec, settings }: App, entries: readonly string[]): readonly Variable[] => {
  const own = new Set((spec.template?.pythonPackagesInitContainer?.env ?? []).map(({ name }) => name))
  return [...new Set(entries.flatMap(referencedVariables))].filter((name) => !own.has(name))
    .map((name) => ({ name, value: settings.variables[name] ?? '' }))
}
