import t from 'tap'
import { merged, mergedEnv } from '../../../../hooks/environment/environment/config-merge.ts'
import type { Config } from '../../../../hooks/environment/environment/spec/config.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { environmentFrom } from '../fixtures/rendered.ts'

const env = (...entries: readonly [string, string][]) => entries.map(([name, value]) => ({ name, value }))
const template: Config = {
  image: 'lower:1', command: ['a'], args: ['b'], workingDir: '/a', ports: [{ containerPort: 1 }], env: env(['A', '1'], ['B', '2']),
  resources: { limits: { cpu: '1' } }, livenessProbe: { httpGet: { port: 1 } }, initContainers: [{ name: 'one' }], services: [{ name: 'db', container: { image: 'x' } }], volumes: [{ name: 'v' }],
}

t.test('nothing over nothing is nothing, nothing changes nothing', async (t) => {
  t.strictSame(merged({}, {}), {})
  t.strictSame(merged(template, {}), template)
  t.strictSame(merged({}, template), template)
})

t.test('what is given replaces: texts, lists, objects', async (t) => {
  const upper: Config = {
    image: 'upper:2', command: ['x'], workingDir: '/x', ports: [{ containerPort: 2 }], resources: { requests: { memory: '1Gi' } }, livenessProbe: { exec: {} }, readinessProbe: { exec: {} }, startupProbe: { exec: {} },
    initContainers: [{ name: 'two' }], services: [{ name: 'cache', container: { image: 'y' } }], volumes: [{ name: 'w' }], volumeMounts: [{ name: 'w', mountPath: '/w' }],
  }
  t.strictSame(merged(template, upper), { ...template, ...upper, args: ['b'], env: template.env })
})

t.test('an empty text counts as not given, an empty list clears', async (t) => {
  t.strictSame(merged(template, { image: '', workingDir: '' }), template)
  const cleared = merged(template, { command: [], ports: [], services: [], volumes: [], initContainers: [] })
  t.match(cleared, { command: [], ports: [], services: [], volumes: [], initContainers: [], image: 'lower:1' })
})

t.test('variables are merged by name: in place, new ones behind, the last of equal names wins', async (t) => {
  t.strictSame(mergedEnv(env(['A', '1'], ['B', '2']), env(['C', '3'], ['B', 'two'])), env(['A', '1'], ['B', 'two'], ['C', '3']))
  t.strictSame(mergedEnv([], env(['A', '1'], ['A', '2'])), env(['A', '2']))
  t.strictSame(mergedEnv(env(['A', '1']), env(['A', '2'], ['A', '3'])), env(['A', '3']))
  t.strictSame(mergedEnv(env(['A', '1']), [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }]), [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }])
  t.strictSame(merged({ env: env(['A', '1']) }, { env: [] }).env, env(['A', '1']))
})

t.test('neither side is changed', async (t) => {
  const [lower, upper] = [structuredClone(template), { env: env(['A', '9']), ports: [] }]
  merged(lower, upper)
  t.strictSame(lower, template)
  t.strictSame(upper, { env: env(['A', '9']), ports: [] })
})

t.test('the environment is over the template, and the template over the preset', async (t) => {
  const given = (spec: JsonObject, config: JsonObject) => environmentFrom({ spec: trusted({ config: spec }), project: trusted({ templates: { development: { preset: 'nextjs', config } } }) }).config
  const found = given({ image: 'mine' }, { image: 'theirs', workingDir: '/theirs' })
  t.match(found, { image: 'mine', workingDir: '/theirs', command: ['./node_modules/.bin/next', 'dev', '--turbopack'] })
  t.strictSame(given({ services: [] }, {}).services, [])
})
