import { sha256Hex } from '../../../../src/kit/hash.ts'
import type { JsonObject, JsonValue } from '../../../../src/kit/json.ts'
import { compactJson } from '../../python/json-text.ts'
import { namesOf } from '../names.ts'
import type { PythonPackages } from '../spec/packages.ts'

export type PackagesMode = 'pvc' | 'emptyDir' | 'gcs'

/** Bucket cache with its defaults filled in. */
export interface BucketCache {
  readonly bucket: string
  readonly objectKey: string
  readonly secretName: string
  readonly secretKey: string
  readonly maxArchiveSize: string
}

/** Packages of an app with every default filled in. */
export interface Packages {
  readonly spec: PythonPackages
  readonly mode: PackagesMode
  readonly hash: string
  readonly timeout: number
  /** One more than `retries`: upstream counted attempts, so that 0 never installed (Q11). */
  readonly attempts: number
  readonly onFailure: 'block' | 'allow'
  readonly bucket: BucketCache | undefined
}

export const packagesDirectory = '/opt/kaspr/packages'
export const bucketKeyDirectory = '/var/run/secrets/gcs'

const modeOf = ({ cache }: PythonPackages): PackagesMode => cache?.type === 'gcs' ? 'gcs' : cache?.enabled === true ? 'pvc' : 'emptyDir'

export const packagesOf = (app: string, spec: PythonPackages): Packages => {
  const hash = packagesHash(spec)
  return {
    spec,
    mode: modeOf(spec),
    hash,
    timeout: spec.installPolicy?.timeout ?? 600,
    attempts: (spec.installPolicy?.retries ?? 3) + 1,
    onFailure: spec.installPolicy?.onFailure ?? 'block',
    bucket: bucketOf(app, spec, hash),
  }
}

const bucketOf = (app: string, { cache }: PythonPackages, hash: string): BucketCache | undefined => {
  const gcs = cache?.gcs
  if (gcs === undefined || cache?.type !== 'gcs') return undefined
  const prefix = gcs.prefix || 'kaspr-packages/'
  return {
    bucket: gcs.bucket,
    objectKey: `${prefix.endsWith('/') ? prefix : `${prefix}/`}${namesOf(app).component}/${hash}.tar.gz`,
    secretName: gcs.secretRef.name,
    secretKey: gcs.secretRef.key || 'sa.json',
    maxArchiveSize: gcs.maxArchiveSize || '1Gi',
  }
}

/** Upstream's hash of what is installed; it names the marker file and the archive (kaspr-resources.md 6.5). */
export const packagesHash = ({ packages, indexUrl, extraIndexUrls = [], trustedHosts = [], installPolicy = {} }: PythonPackages): string => {
  const policy = given({ retries: installPolicy.retries, timeout: installPolicy.timeout, on_failure: installPolicy.onFailure })
  return sha256Hex(compactJson(given({
    packages: packages.toSorted(byCodePoint),
    index_url: indexUrl || undefined,
    extra_index_urls: extraIndexUrls.length > 0 ? extraIndexUrls.toSorted(byCodePoint) : undefined,
    trusted_hosts: trustedHosts.length > 0 ? trustedHosts.toSorted(byCodePoint) : undefined,
    install_policy: Object.keys(policy).length > 0 ? policy : undefined,
  }))).slice(0, 16)
}

const given = (fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => value === undefined ? [] : [[key, value]]))

/** Python sorts by code point; JavaScript's default order by UTF-16 units differs beyond U+FFFF. */
const byCodePoint = (a: string, b: string): number => {
  const [left, right] = [[...a], [...b]]
  const at = left.findIndex((letter, index) => letter !== right[index])
  if (at === -1) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1)
}
