import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { problemsOf } from '../fixtures/rendered.ts'

const problems = (config: JsonObject): string => problemsOf({ spec: { config } })
const service = (name: string): JsonObject => ({ services: [{ name, container: { image: 'x' } }] })

t.test('services do not take names of ours, nor longer ones than fit', async (t) => {
  for (const name of ['web', 'migration', 'redis-headless', 'r'.repeat(53)]) t.match(problems(service(name)), /spec\.config\.services\[0\]\.name: /, name)
  for (const name of ['redis', 'web-cache', 'r'.repeat(52), 'headless']) t.equal(problems(service(name)), '', name)
})

t.test('init containers and volumes do not take names of ours', async (t) => {
  for (const name of ['git-clone', 'web']) t.match(problems({ initContainers: [{ name }] }), /spec\.config\.initContainers\[0\]\.name: /, name)
  for (const name of ['tmp', 'git-scripts', 'git-token']) t.match(problems({ volumes: [{ name }], volumeMounts: [] }), /spec\.config\.volumes\[0\]\.name: /, name)
})

t.test('no path is mounted twice', async (t) => {
  const mounts = (...paths: readonly string[]): JsonObject => ({ volumeMounts: paths.map((mountPath) => ({ name: 'code', mountPath })) })
  t.match(problems(mounts('/tmp')), /volumeMounts\[0\]\.mountPath: \/tmp is mounted already/)
  t.match(problems(mounts('/a', '/b', '/a')), /volumeMounts\[2\]\.mountPath: \/a is mounted already/)
  t.match(problems({ initContainers: [{ name: 'x', ...mounts('/a', '/a') }] }), /initContainers\[0\]\.volumeMounts\[1\]/)
  t.equal(problems(mounts('/a', '/b')), '')
})
