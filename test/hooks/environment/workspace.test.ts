import t from 'tap'
import { Deployment, Ingress, Job, PersistentVolumeClaim, Service } from '../../../src/kit/kinds.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { begin, grown } from './fixtures/life.ts'
import { problemsOf, rendered, renderedOne, sync } from './fixtures/rendered.ts'

const source = (commitSha: string): JsonObject => ({ deploymentMode: 'workspace', preset: 'custom', sources: [{ name: 'web', commitSha }] })
const workspace = (spec: JsonObject, settings: Readonly<Record<string, string>> = {}) => renderedOne('Deployment', 'workspace', { spec, settings })

t.test('a workspace becomes Ready when its pod runs, and has nothing of an application', async (t) => {
  const life = await grown({ spec: source('ABC1234def') })
  t.match(await life.condition('WebReady'), { status: 'True' })
  t.strictSame(await life.names(Deployment, Ingress, Job, Service), ['Deployment/workspace'])
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/workspace'])
})

t.test('nothing leads to a workspace, whatever ports its configuration has', async (t) => {
  const spec = { ...source(''), preset: 'nextjs' }
  t.notOk('url' in sync({ spec }).status)
  t.strictSame(rendered({ spec }).filter(({ metadata }) => metadata.name === 'allow-ingress-controller'), [])
  t.ok('url' in sync({ spec: { preset: 'nextjs' } }).status, 'but to an application')
})

t.test('it sleeps, in the image of the setting or of the configuration', async (t) => {
  const container = (image: string): JsonObject => ({ spec: { template: { spec: { containers: [{ name: 'workspace', image, command: ['sleep', 'infinity'], resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } } }] } } } })
  t.match(workspace(source('')), container('alpine:latest'))
  t.match(workspace(source(''), { WORKSPACE_IMAGE: 'busybox:1' }), container('busybox:1'))
  t.match(workspace({ ...source(''), config: { image: 'node:22', command: ['npm', 'start'], args: ['x'] } }), container('node:22'))
  t.notMatch(JSON.stringify(workspace({ ...source(''), config: { args: ['x'] } })), '"args"')
  t.equal(problemsOf({ spec: source('') }), '', 'no ports are asked for')
})

t.test('Part C 16: the commit is never empty and ends in no hyphen', async (t) => {
  const labelOf = (commitSha: string): JsonObject => ({ metadata: { name: 'workspace' }, spec: { template: { metadata: { labels: { 'catalyst.dev/commit': commitSha, 'catalyst.dev/pod-type': 'workspace', 'catalyst.dev/project': 'shop', 'catalyst.dev/environment': 'pr7' } } } } })
  t.match(workspace(source('ABC1234def')), labelOf('abc1234'))
  for (const none of ['', 'HEAD', '-', '///']) t.match(workspace(source(none)), labelOf('latest'), none)
  t.match(workspace({ deploymentMode: 'workspace', preset: 'custom' }), labelOf('latest'))
  t.match(workspace(source('abc---def')), labelOf('abc'))
})

t.test('the sources are cloned into its volume', async (t) => {
  t.match(workspace(source('abc1234')), { spec: { template: { spec: {
    initContainers: [{ name: 'git-clone', volumeMounts: [{ name: 'workspace', mountPath: '/workspace', subPath: 'source' }, {}, {}, {}] }],
    containers: [{ volumeMounts: [{ name: 'workspace', mountPath: '/workspace', subPath: 'source' }, {}] }],
  } } } })
})

t.test('a suspended workspace keeps its volume', async (t) => {
  const life = await begin({ spec: { ...source(''), suspend: true } })
  await life.rest()
  t.match(await life.object(Deployment, 'workspace'), { spec: { replicas: 0 } })
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/workspace'])
})
