import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { environmentFrom, problemsOf, rendered, renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'
import { buildSettings as settings, composeStart } from '../fixtures/compose.ts'

const sources = [{ name: 'app', repositoryUrl: 'https://git.example.com/acme/app.git', branch: 'main' }, { name: 'lib', repositoryUrl: 'https://git.example.com/acme/lib.git', branch: 'stable' }]

/** An environment in production with these builds. */
const given = (builds: readonly JsonObject[], spec: JsonObject = {}): Given =>
  ({ settings, spec: { preset: 'custom', type: 'production', config: { ports: [{ containerPort: 80 }] }, ...spec }, project: { sources, templates: { production: { builds: [...builds] } } } })

const built = (builds: readonly JsonObject[], spec: JsonObject = {}) => environmentFrom(given(builds, spec)).builds
const nameOf = (build: JsonObject, spec: JsonObject = {}): string | undefined => built([{ name: 'web', ...build }], spec)[0]?.jobName
const atCommit = (commitSha: string): JsonObject => ({ sources: [{ name: 'app', commitSha }] })
const atBranch = (branch: string): JsonObject => ({ sources: [{ name: 'app', commitSha: '', branch }] })

t.test('A14 zero-config build: one Job with the init container git-clone, whose image the application runs', async (t) => {
  const [build] = built([{ name: 'web' }], atCommit('abc1234'))
  t.match(build?.jobName, /^build-web-[0-9a-f]{10}$/)
  const hash = build?.jobName.slice(-10) ?? ''
  t.equal(build?.image, `registry.example.com/shop/web-acme-shop-pr7:abc1234-${hash}`)
  const jobs = rendered(given([{ name: 'web' }], atCommit('abc1234'))).filter(({ kind }) => kind === 'Job')
  t.match(jobs, [{ metadata: { name: build?.jobName, labels: { 'catalyst.dev/job-type': 'build', 'catalyst.dev/build': 'web' } }, spec: { backoffLimit: 0, template: { spec: {
    restartPolicy: 'Never', automountServiceAccountToken: false,
    initContainers: [{ name: 'git-clone', env: [{}, { value: 'https://git.example.com/acme/app.git' }, { value: 'abc1234' }, { value: '/workspace/source' }, {}] }],
    containers: [{
      name: 'buildkit', image: 'moby/buildkit:rootless', command: ['buildctl-daemonless.sh'], resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: '1', memory: '4Gi' } },
      args: ['build', '--frontend', 'dockerfile.v0', '--local', 'context=/workspace/source', '--local', 'dockerfile=/workspace/source', '--opt', 'filename=Dockerfile', '--output', `type=image,name=${build?.image},push=true`],
    }],
  } } } }])
  t.equal(jobs.length, 1)
  t.match(renderedOne('Deployment', 'web', given([{ name: 'web' }], atCommit('abc1234')))['spec'], { template: { spec: { containers: [{ image: build?.image }] } } })
  t.equal(renderedOne('ConfigMap', 'catalyst-git-scripts', given([{ name: 'web' }])).kind, 'ConfigMap')
})

t.test('a Job is another one for another commit, path, Dockerfile, registry or retry, and only then', async (t) => {
  const [one, same] = [nameOf({}, atCommit('a1')), nameOf({ path: './', dockerfile: 'Dockerfile', resources: { limits: { cpu: '2' } } }, atCommit('a1'))]
  t.equal(one, same)
  const others = [nameOf({}, atCommit('a2')), nameOf({ path: 'x' }, atCommit('a1')), nameOf({ dockerfile: 'x' }, atCommit('a1')), nameOf({ retry: 1 }, atCommit('a1')), nameOf({}, { ...atCommit('a1'), builds: [{ name: 'web', retry: 1 }] }),
    environmentFrom({ ...given([{ name: 'web' }], atCommit('a1')), settings: { ...settings, BUILD_REGISTRY: 'other.example.com' } }).builds[0]?.jobName]
  t.equal(new Set([one, ...others]).size, 7)
})

t.test('Part C 18: branches that look alike are different Jobs, and names stay names', async (t) => {
  t.not(nameOf({}, atBranch('feature/a')), nameOf({}, atBranch('feature/b')))
  t.not(nameOf({}, atBranch('feature/a')), nameOf({}, atBranch('feature-a')))
  const [build] = built([{ name: 'x'.repeat(60) }], atBranch(`${'Ä/:'.repeat(40)}`))
  t.match(build?.jobName, /^[a-z0-9-]{1,63}$/)
  t.match(build?.image, /:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
})

t.test('Part C 16: an empty commit is none', async (t) => {
  t.strictSame([{ commitSha: '' }, { commitSha: 'HEAD' }, { commitSha: '', branch: 'b' }].map((one) => built([{ name: 'web' }], { sources: [{ name: 'app', ...one }] })[0]?.commit), ['main', 'main', 'b'])
})

t.test('a build has its own source, path, Dockerfile and resources', async (t) => {
  const build = { name: 'api', sourceRef: 'lib', path: '/services/api/', dockerfile: 'docker/Dockerfile.api', resources: { requests: { memory: '2Gi' } } }
  const job = rendered(given([build], { config: { image: 'x', ports: [{ containerPort: 80 }] } })).find(({ kind }) => kind === 'Job')
  t.match(job?.['spec'], { template: { spec: {
    initContainers: [{ env: [{}, { value: 'https://git.example.com/acme/lib.git' }, { value: 'stable' }, {}, {}] }],
    containers: [{ resources: { requests: { memory: '2Gi' } }, args: ['build', '--frontend', 'dockerfile.v0', '--local', 'context=/workspace/source/services/api', '--local', 'dockerfile=/workspace/source/services/api', '--opt', 'filename=docker/Dockerfile.api'] }],
  } } })
})

t.test('what cannot be built is refused', async (t) => {
  const said = (build: JsonObject, more: Partial<Given> = {}): string => problemsOf({ ...given([{ name: 'web', ...build }]), ...more })
  t.equal(said({}), '')
  t.match(said({}, { settings: { BUILD_SECCOMP_PROFILE: 'x' } }), 'BUILD_REGISTRY: is not set')
  t.match(said({}, { settings: { BUILD_REGISTRY: 'x' } }), 'BUILD_SECCOMP_PROFILE: is not set')
  t.match(said({ path: '../x' }), 'builds.web.path: leads out of the sources')
  t.match(said({ dockerfile: '../x' }), 'builds.web.dockerfile: leads out of the context')
  t.match(said({ sourceRef: 'none' }), 'builds.web.sourceRef: the Project has no such source')
  t.match(said({ name: 'Web_1' }), 'builds.Web_1: must be a name')
  t.match(said({ resources: { limits: { cpu: 'many' } } }), 'builds.web.resources.limits.cpu')
  t.match(problemsOf(given([{ name: 'web' }, { name: 'web' }])), 'builds.web: stands twice')
  t.equal(problemsOf({ settings: {} }), '')
})

const levelOf = (more: Readonly<Record<string, string>>): unknown => {
  const namespace = renderedOne('Namespace', 'acme-shop-pr7', { ...given([{ name: 'web' }]), settings: { ...settings, ...more } })
  return namespace.metadata.labels?.['pod-security.kubernetes.io/enforce']
}
const contextOf = (more: Readonly<Record<string, string>>): unknown =>
  rendered({ ...given([{ name: 'web' }]), settings: { ...settings, ...more } }).filter(({ kind }) => kind === 'Job').map(({ spec }) => JSON.stringify(spec).match(/"securityContext":\{[^}]*rofile":\{[^}]*\}[^]*?\}/)?.[0])[0]

t.test('builds keep to level baseline with a profile of the nodes, and to none without', async (t) => {
  t.equal(levelOf({}), 'baseline')
  t.match(contextOf({}), '"seccompProfile":{"type":"Localhost","localhostProfile":"profiles/buildkit.json"}')
  t.equal(levelOf({ BUILD_SECCOMP_PROFILE: 'Unconfined' }), 'privileged')
  t.equal(levelOf({ BUILD_APPARMOR_PROFILE: 'Unconfined' }), 'privileged')
  t.equal(levelOf({ BUILD_SECCOMP_PROFILE: 'RuntimeDefault', BUILD_APPARMOR_PROFILE: 'buildkit' }), 'baseline')
})

t.test('an image that the Environment names itself wins; a build like the source is the application', async (t) => {
  const imageOf = (builds: readonly JsonObject[], spec: JsonObject = {}) => environmentFrom(given(builds, spec)).config.image
  t.match(imageOf([{ name: 'app' }]), /\/app-acme-shop-pr7:/)
  t.match(imageOf([{ name: 'app' }, { name: 'web' }]), /\/web-acme-shop-pr7:/)
  t.equal(imageOf([{ name: 'web' }], { config: { image: 'mine' } }), 'mine')
  t.equal(imageOf([{ name: 'other' }]), undefined)
})

t.test('the builds of a compose file begin where it stands, and the template can say more of them', async (t) => {
  const template = { type: 'docker-compose', path: 'deploy/docker-compose.yml', compose: { inline: 'services: {a: {build: ../web}, b: {build: {context: ., dockerfile: x}}, c: {build: .}}' }, builds: [{ name: 'b', retry: 2, path: 'elsewhere' }] }
  const { builds } = environmentFrom({ ...composeStart('', { settings }), project: { sources, templates: { development: template } } })
  t.strictSame(builds.map(({ name, path, dockerfile }) => [name, path, dockerfile]), [['a', 'web', 'Dockerfile'], ['b', 'elsewhere', 'x'], ['c', 'deploy', 'Dockerfile']])
})

t.test('a login for the registry is mounted where there is one', async (t) => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'registry-credentials', namespace: 'acme', uid: 's' }, type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'e30=' } }
  const jobWith = (around: Given['around']) => rendered({ ...given([{ name: 'web' }]), ...(around === undefined ? {} : { around }) }).find(({ kind }) => kind === 'Job')
  t.match(jobWith([secret])?.['spec'], { template: { spec: { containers: [{ env: [{}, { name: 'DOCKER_CONFIG', value: '/login' }] }], volumes: [{}, {}, {}, {}, {}, { secret: { secretName: 'registry-credentials', items: [{ key: '.dockerconfigjson', path: 'config.json' }] } }] } } })
  t.notMatch(JSON.stringify(jobWith(undefined)), 'DOCKER_CONFIG')
})
