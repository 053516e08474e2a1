import type { Config, Resources } from './spec/config.ts'
import type { EnvironmentSpec } from './spec/environment.ts'

type Preset = NonNullable<EnvironmentSpec['preset']>

const amounts = (requests: readonly [string, string], limits: readonly [string, string]): Resources =>
  ({ requests: { cpu: requests[0], memory: requests[1] }, limits: { cpu: limits[0], memory: limits[1] } })

const http = (path: string, port: number, times: Readonly<Record<string, number>>) => ({ httpGet: { path, port }, ...times })

const code = (mountPath: string, storage = '5Gi'): Pick<Config, 'volumes' | 'volumeMounts'> => ({
  volumes: [{ name: 'code', persistentVolumeClaim: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } }],
  volumeMounts: [{ name: 'code', mountPath }],
})

/** A first compile takes its time: no restart before the startup probe has given up (environment.md B7). */
const startup = (path: string, port: number) => http(path, port, { periodSeconds: 5, failureThreshold: 60 })

const nextjs: Config = {
  image: 'node:22-slim',
  command: ['./node_modules/.bin/next', 'dev', '--turbopack'],
  workingDir: '/code/web',
  ports: [{ name: 'http', containerPort: 3000 }],
  env: [{ name: 'WATCHPACK_POLLING', value: 'true' }, { name: 'PORT', value: '3000' }],
  resources: amounts(['200m', '512Mi'], ['1', '2Gi']),
  livenessProbe: http('/api/health/liveness', 3000, { periodSeconds: 15, failureThreshold: 3 }),
  readinessProbe: http('/api/health/readiness', 3000, { periodSeconds: 10, failureThreshold: 3 }),
  startupProbe: startup('/api/health/liveness', 3000),
  initContainers: [
    { name: 'npm-install', command: ['sh', '-c', 'if [ -f package-lock.json ]; then npm ci; else npm install; fi'], resources: amounts(['100m', '256Mi'], ['500m', '1Gi']) },
    { name: 'db-migrate', command: ['npm', 'run', 'db:migrate'], resources: amounts(['5m', '128Mi'], ['200m', '512Mi']) },
  ],
  services: [{
    name: 'postgres',
    container: { image: 'postgres:16', ports: [{ name: 'postgres', containerPort: 5432 }], resources: amounts(['100m', '128Mi'], ['500m', '512Mi']) },
    storage: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    database: 'catalyst',
  }],
  ...code('/code'),
}

const genericNode: Config = {
  image: 'node:22-slim',
  command: ['npm', 'start'],
  workingDir: '/app',
  ports: [{ name: 'http', containerPort: 3000 }],
  env: [{ name: 'PORT', value: '3000' }],
  resources: amounts(['100m', '256Mi'], ['500m', '512Mi']),
  livenessProbe: http('/healthz', 3000, { periodSeconds: 15 }),
  readinessProbe: http('/healthz', 3000, { periodSeconds: 10 }),
  startupProbe: startup('/healthz', 3000),
  initContainers: [{ name: 'npm-install', command: ['npm', 'ci'], resources: amounts(['100m', '256Mi'], ['500m', '512Mi']) }],
  ...code('/app'),
}

// A virtual environment in the volume: pods do not run as root, and what one container installs another one has to find.
const python: Config = {
  image: 'python:3.12-slim',
  command: ['.venv/bin/gunicorn', 'app:app', '--bind', '0.0.0.0:8000'],
  workingDir: '/app',
  ports: [{ name: 'http', containerPort: 8000 }],
  resources: amounts(['100m', '256Mi'], ['500m', '512Mi']),
  livenessProbe: http('/health', 8000, { periodSeconds: 15 }),
  readinessProbe: http('/health', 8000, { periodSeconds: 10 }),
  startupProbe: startup('/health', 8000),
  initContainers: [{ name: 'pip-install', command: ['sh', '-c', 'python -m venv .venv && .venv/bin/pip install -r requirements.txt'], resources: amounts(['100m', '256Mi'], ['500m', '512Mi']) }],
  ...code('/app'),
}

const go: Config = {
  image: 'golang:1.22',
  command: ['go', 'run', '.'],
  workingDir: '/app',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'GOPATH', value: '/app/.go' }, { name: 'GOCACHE', value: '/app/.go/cache' }],
  resources: amounts(['100m', '128Mi'], ['500m', '256Mi']),
  livenessProbe: http('/healthz', 8080, { periodSeconds: 15 }),
  readinessProbe: http('/healthz', 8080, { periodSeconds: 10 }),
  startupProbe: startup('/healthz', 8080),
  initContainers: [{ name: 'go-mod-download', command: ['go', 'mod', 'download'], resources: amounts(['100m', '128Mi'], ['500m', '256Mi']) }],
  ...code('/app'),
}

/** The unprivileged image: pods of an environment do not run as root. */
const fixed: Config = {
  image: 'nginxinc/nginx-unprivileged:alpine',
  ports: [{ name: 'http', containerPort: 8080 }],
  resources: amounts(['50m', '64Mi'], ['200m', '128Mi']),
  livenessProbe: http('/', 8080, { periodSeconds: 15 }),
  readinessProbe: http('/', 8080, { periodSeconds: 10 }),
  ...code('/usr/share/nginx/html', '1Gi'),
}

/** What presets stand for (environment.md A12, with the corrections of B7). */
export const presetConfigs: Readonly<Record<Preset, Config>> = { nextjs, 'generic-node': genericNode, python, go, static: fixed, custom: {} }
