import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Ground } from './ground.ts'

export const commit = '3f0a9c1d7be24c5f8a6b9d0e1f2a3b4c5d6e7f80'

/** The Project of all stories, in the namespace of its team. */
export const project = (templates: JsonObject = { development: { preset: 'nextjs' } }): JsonObject => ({
  apiVersion: 'env.kaspr.io/v1alpha1', kind: 'Project', metadata: { name: 'shop' },
  spec: { sources: [{ name: 'web', repositoryUrl: 'https://git.example.com/acme/shop.git', branch: 'main' }], templates },
})

/** An environment of that Project. */
export const environment = ({ name, team }: Pick<Ground, 'name' | 'team'>, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'env.kaspr.io/v1alpha1', kind: 'Environment', metadata: { name },
  spec: {
    team: team.namespace, project: 'shop', environment: 'pr7', projectRef: { namespace: team.namespace, name: 'shop' }, type: 'development',
    sources: [{ name: 'web', branch: 'feature/cart', commitSha: commit }], ...spec,
  },
})

/** What `production` runs: a migration before the application, from the application's image. */
export const released = (image: string) => ({
  type: 'production',
  config: {
    image, ports: [{ name: 'http', containerPort: 8080 }], resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
    initContainers: [{ name: 'db-migrate', command: ['migrate'] }],
  },
})
