import { choice, flag, integer, listOf, optional, quantity, struct, text } from '../../../../src/kit/fields.ts'
import { Type } from '../../../../src/kit/schema.ts'
import type { Static } from '../../../../src/kit/schema.ts'

const url = (description: string) => text(description, { pattern: '^https?://.+' })
const quantities = (description: string) => optional(Type.Record(Type.String(), quantity('A quantity.'), { description }))

const cache = struct({
  type: optional(choice(['pvc', 'gcs'], 'Where installed packages are kept.', { default: 'pvc' })),
  enabled: optional(flag('Share a claim between the members; without it every pod installs afresh.', { default: false })),
  storageClass: optional(text('Class of the claim.')),
  size: optional(quantity('Size of the claim; 256Mi when absent.')),
  accessMode: optional(choice(['ReadWriteMany'], 'Access mode of the claim.', { default: 'ReadWriteMany' })),
  deleteClaim: optional(flag('Delete the claim with the app; true when absent.')),
  gcs: optional(struct({
    bucket: text('Bucket for archives.'),
    prefix: optional(text('Prefix of object keys.', { default: 'kaspr-packages/' })),
    maxArchiveSize: optional(text('Larger archives are not uploaded.', { default: '1Gi' })),
    secretRef: struct({
      name: text('Name of the Secret.'),
      key: optional(text('Key in that Secret.', { default: 'sa.json' })),
    }, 'Secret with a service account key file.'),
  }, 'Bucket settings; needed with type gcs.')),
}, 'Where installed packages are kept.', {
  'x-kubernetes-validations': [{ rule: "!has(self.type) || self.type != 'gcs' || has(self.gcs)", message: 'type gcs needs gcs' }],
})

export const pythonPackages = struct({
  packages: listOf(text('What pip installs: a name with extras and versions, or an address.', { minLength: 1 }), 'Packages to install.', { minItems: 1 }),
  indexUrl: optional(url('Primary package index.')),
  extraIndexUrls: optional(listOf(url('Address of an index.'), 'Further indexes.')),
  trustedHosts: optional(listOf(text('A host.'), 'Hosts whose certificates are not verified.')),
  credentials: optional(struct({
    secretRef: struct({
      name: text('Name of the Secret.'),
      usernameKey: optional(text('Key of the user name.', { default: 'username' })),
      passwordKey: optional(text('Key of the password.', { default: 'password' })),
    }, 'Secret with user name and password.'),
  }, 'Credentials for the configured private index.')),
  cache: optional(cache),
  installPolicy: optional(struct({
    retries: optional(integer('Further attempts after a failed one; 3 when absent.', { minimum: 0 })),
    timeout: optional(integer('Seconds for one attempt; 600 when absent.', { minimum: 60 })),
    onFailure: optional(choice(['block', 'allow'], 'Keep the pod from starting, or start it without packages; block when absent.')),
  }, 'What happens when an installation fails.')),
  resources: optional(struct({ requests: quantities('Requests.'), limits: quantities('Limits.') }, 'Resources of the init container.')),
}, 'Python packages that are installed before a member starts.')
export type PythonPackages = Static<typeof pythonPackages>
