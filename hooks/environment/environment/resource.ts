import { resource } from '../../../src/kit/resource.ts'
import { reservedNames } from './reserved-names.ts'
import { EnvironmentSpec } from './spec/environment.ts'
import { EnvironmentStatus } from './spec/status.ts'

export const EnvironmentResource = resource({
  group: 'env.kaspr.io',
  version: 'v1alpha1',
  kind: 'Environment',
  plural: 'environments',
  singular: 'environment',
  shortNames: ['env'],
  scope: 'Cluster',
  description: 'A preview environment: a namespace of its own with limits, services, and an application, built up in stages. Its name is the name of the namespace.',
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where it stands' },
    { name: 'URL', type: 'string', jsonPath: '.status.url', description: 'Where the application answers' },
    { name: 'Commit', type: 'string', jsonPath: '.status.currentCommit', description: 'What is deployed' },
  ],
  spec: EnvironmentSpec,
  status: EnvironmentStatus,
  validations: [
    { rule: "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && self.metadata.name.size() <= 63", message: 'metadata.name becomes a namespace: at most 63 of a-z, 0-9 and -' },
    { rule: "self.metadata.name.startsWith(self.spec.team + '-')", message: 'metadata.name must begin with spec.team and a hyphen' },
    { rule: `!self.metadata.name.startsWith('kube-') && !(self.metadata.name in ${JSON.stringify(reservedNames)})`, message: 'metadata.name is reserved' },
    { rule: '!has(oldSelf.spec) || self.spec.team == oldSelf.spec.team', message: 'spec.team cannot change' },
  ],
})
