/**
 * A place where we differ from upstream on purpose. Every other difference fails the tests, and so does an entry that
 * no longer occurs. `docs/kaspr-deviations.md` tells the reasons to users.
 */
export interface Deviation {
  /** A case, or `*`: then it occurs wherever the object does. */
  readonly case: string
  /** Cases in which a `*` deviation does not occur. */
  readonly except?: readonly string[]
  /** `Kind/name`; `*` stands for any text. `Observed/<app>` are upstream's hashes, `Status/<kind>/<name>` component statuses. */
  readonly object: string
  /** Empty for the whole object. */
  readonly path: string
  /** Oddity (Q) of kaspr-resources.md §11, number of verified.md, section of it, of kaspr-lifecycle.md or of the design. */
  readonly reason: string
}

const hash = 'metadata.annotations["kaspr.io/resource-hash"]'
const claim = 'spec.volumeClaimTemplates[*]'
const kaspr = 'spec.template.spec.containers[kaspr]'
const definitions = '/var/lib/data/definitions'

const everywhere: readonly Deviation[] = [
  ...['ConfigMap/*', 'ServiceAccount/*', 'Service/*-app-api', 'HorizontalPodAutoscaler/*', 'StatefulSet/*', 'PersistentVolumeClaim/*']
    .map((object) => ({ case: '*', object, path: hash, reason: 'Q19' })),
  { case: '*', object: 'Status/*', path: 'hash', reason: 'Q19' },
  { case: '*', object: 'StatefulSet/*', path: `${claim}.metadata.annotations["kaspr.io/resource-hash"]`, reason: 'Q19' },
  ...['apiVersion', 'kind', 'spec.volumeMode', 'status'].map((field) => ({ case: '*', object: 'StatefulSet/*', path: `${claim}.${field}`, reason: 'verified 1–3' })),
  { case: '*', object: 'KasprMemberSet/*', path: '', reason: 'design 6' },
  { case: '*', except: ['app-replicas-zero'], object: 'StatefulSet/*', path: 'spec.replicas', reason: '8.1' },
]

/** Components that stand in the joins file, by case, with what upstream does with them. */
const joined = (name: string, app: string, tables: readonly string[]): readonly Deviation[] => [
  { case: name, object: `ConfigMap/${app}-app-joins`, path: '', reason: 'verified 16–17' },
  ...[`${kaspr}.env[JOINS_HASH]`, `${kaspr}.env[TABLES_HASH]`, ...[`${app}-app-joins`, ...tables].flatMap((object) =>
    [`${kaspr}.volumeMounts[${definitions}/${object}.yaml]`, `spec.template.spec.volumes[${object}]`])]
    .map((path) => ({ case: name, object: `StatefulSet/${app}-app`, path, reason: 'verified 16–17' })),
  { case: name, object: `Observed/${app}`, path: 'tablesHash', reason: 'verified 16–17' },
]

const refused: readonly Deviation[] = [
  { object: 'ConfigMap/orders-api-webview', path: '' },
  { object: 'StatefulSet/orders-app', path: `${kaspr}.env[WEBVIEWS_HASH]` },
  { object: 'StatefulSet/orders-app', path: `${kaspr}.volumeMounts[${definitions}/orders-api-webview.yaml]` },
  { object: 'StatefulSet/orders-app', path: 'spec.template.spec.volumes' },
  { object: 'Observed/orders', path: 'webviewsHash' },
  { object: 'Observed/orders', path: 'componentHashes' },
  { object: 'Status/KasprWebView/orders-api', path: 'app' },
  { object: 'Status/KasprWebView/orders-api', path: 'configMap' },
].map((entry) => ({ case: 'webview-full', reason: 'verified 18', ...entry }))

/** Cases whose pods install packages. */
export const installing = [
  'packages-credentials', 'packages-emptydir', 'packages-emptydir-explicit', 'packages-gcs', 'packages-gcs-options', 'packages-github-token', 'packages-indexes',
  'packages-init-template', 'packages-install-policy', 'packages-pvc', 'packages-pvc-options', 'packages-resources',
]

export const deviations: readonly Deviation[] = [
  ...installing.map((name) => ({ case: name, object: 'StatefulSet/*', path: 'spec.template.spec.initContainers[install-packages].terminationMessagePolicy', reason: '8.4' })),
  ...everywhere,
  ...joined('all-kinds', 'orders', ['orders-table', 'products-table']),
  ...joined('join-inner', 'orders', ['orders-table', 'products-table']),
  ...joined('join-left', 'orders', ['orders-table', 'products-table']),
  ...refused,
  { case: 'app-probes', object: 'StatefulSet/*', path: `${kaspr}.livenessProbe`, reason: 'Q13' },
  { case: 'app-probes', object: 'StatefulSet/*', path: `${kaspr}.readinessProbe`, reason: 'Q13' },
  { case: 'template-container-security', object: 'StatefulSet/*', path: `${kaspr}.securityContext`, reason: 'Q13' },
  { case: 'template-service', object: 'Service/svc-app', path: hash, reason: 'Q18' },
  { case: 'packages-pvc-options', object: 'PersistentVolumeClaim/*', path: 'metadata.annotations["kaspr.io/delete-claim"]', reason: 'Q22' },
]
