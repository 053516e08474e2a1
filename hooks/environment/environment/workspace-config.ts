import type { EnvironmentSettings } from './settings.ts'
import type { Config } from './spec/config.ts'

const name = 'workspace'

/** What a workspace has that gives nothing of its own (environment.md A8.6), with a volume in which work survives a new pod. */
export const workspaceConfig = ({ workspaceImage }: EnvironmentSettings): Config => ({
  image: workspaceImage,
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  volumes: [{ name, persistentVolumeClaim: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } } }],
  volumeMounts: [{ name, mountPath: '/workspace' }],
})
