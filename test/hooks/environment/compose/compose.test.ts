import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { composeOf } from '../../../../hooks/environment/environment/compose/compose.ts'
import { dangerousKeys } from '../../../../hooks/environment/environment/compose/dangerous-keys.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'

const withService = (fields: Readonly<Record<string, JsonValue>>) => composeOf(JSON.stringify({ services: { web: { image: 'nginx', ...fields } } }))
const problemsIn = (text: string): string => composeOf(text).problems.map(({ path, message }) => `${path} ${message}`).join('; ')

/** A value that makes each of them dangerous. */
const dangers: Readonly<Record<string, JsonValue>> = {
  privileged: true, cap_add: ['NET_ADMIN'], security_opt: ['seccomp:unconfined'], devices: ['/dev/kvm'], device_cgroup_rules: ['c 1:3 mr'], cgroup_parent: 'x', credential_spec: { file: 'x' },
  use_api_socket: true, pid: 'host', network_mode: 'host', ipc: 'host', uts: 'host', cgroup: 'host', userns_mode: 'host',
}

t.test('every dangerous key is refused by its path', async (t) => {
  t.strictSame(Object.keys(dangers).toSorted(), Object.keys(dangerousKeys).toSorted())
  for (const [key, value] of Object.entries(dangers)) {
    const { problems } = withService({ [key]: value })
    t.equal(problems[0]?.path, `compose.services.web.${key}`)
    t.match(problems[0]?.message, 'is refused', key)
  }
  t.match(problemsIn('{services: {web: {image: a}}, volumes: {d: {driver_opts: {type: none, device: /etc, o: bind}}}}'), 'compose.volumes.d.driver_opts is refused')
  t.match(problemsIn('{services: {web: {build: {context: ., network: host}}}}'), 'compose.services.web.build.network host is refused')
  t.match(problemsIn('{services: {web: {build: {context: ., entitlements: [security.insecure]}}}}'), 'compose.services.web.build.entitlements is refused')
})

t.test('what is switched off is not dangerous', async (t) => {
  t.strictSame(withService({ privileged: false, cap_add: [], network_mode: 'bridge' }), { ...withService({}), unsupported: ['services.web.network_mode'] })
})

t.test('every other key is reported and changes nothing', async (t) => {
  const keys = ['annotations', 'attach', 'blkio_config', 'cap_drop', 'configs', 'container_name', 'cpus', 'dns', 'domainname', 'env_file', 'extends', 'external_links', 'extra_hosts', 'group_add',
    'hostname', 'init', 'labels', 'links', 'logging', 'mac_address', 'mem_limit', 'networks', 'platform', 'profiles', 'pull_policy', 'read_only', 'runtime', 'scale', 'secrets', 'shm_size', 'stdin_open',
    'stop_grace_period', 'stop_signal', 'sysctls', 'tmpfs', 'tty', 'ulimits', 'volumes_from', 'constructor', 'toString']
  for (const key of keys) {
    const { unsupported, ...rest } = withService({ [key]: 'x' })
    t.strictSame(unsupported, [`services.web.${key}`])
    t.strictSame({ ...rest, unsupported: [] }, withService({}), key)
  }
  const file = composeOf('{version: "3", name: x, x-own: 1, services: {web: {image: a, restart: always, x-own: 1, command: null}, job: {image: b, restart: "no"}}, networks: {}, volumes: {d: {external: true}}}')
  t.strictSame(file.unsupported, ['services.job.restart', 'networks', 'volumes.d.external'])
})

t.test('a text that is no compose file is a problem', async (t) => {
  t.match(problemsIn(''), 'compose must be an object')
  t.match(problemsIn('a: [b'), 'compose is no YAML')
  t.match(problemsIn('{}'), 'compose.services is required')
  t.match(problemsIn('services: [a]'), 'compose.services must be an object')
  t.match(problemsIn('services: {web: nginx}'), 'compose.services.web must be an object')
  t.match(problemsIn('services: {web: {}}'), 'compose.services.web has no image or build directive')
  t.match(problemsIn('services: {web: {image: "Not An Image"}}'), 'compose.services.web.image "Not An Image" is no image')
  t.match(problemsIn('services: {"__": {image: a}}'), 'must be a name')
  t.match(problemsIn('services: {1a: {image: a}}'), 'that begins with a letter')
  t.match(problemsIn('services: {a_b: {image: a}, a-b: {image: a}}'), 'two of them are called a-b')
  t.match(problemsIn('services: {a: {image: a, volumes: ["d:/x"]}}'), 'there is no volume d')
})

t.test('a circle of dependencies is a problem, and so is one that is not there', async (t) => {
  t.match(problemsIn('services: {a: {image: a, depends_on: [b]}, b: {image: b, depends_on: [c]}, c: {image: c, depends_on: [b]}}'), 'a, b, c wait for each other')
  t.match(problemsIn('services: {a: {image: a, depends_on: [a]}}'), 'a wait for each other')
  t.match(problemsIn('services: {a: {image: a, depends_on: [z]}}'), 'compose.services.a.depends_on there is no service z')
})

t.test('what is built lies within the sources', async (t) => {
  for (const context of ['https://example.com/a.git', 'git@example.com:a/b.git', '/etc', '~/x', 'github.com/a/b.git#main']) {
    t.match(problemsIn(JSON.stringify({ services: { a: { build: { context } } } })), 'is not in the sources of the Project', context)
  }
})

t.test('anchors and merge keys are read, within bounds', async (t) => {
  const { services, problems } = composeOf('x-base: &base {image: nginx, environment: {A: "1"}}\nservices:\n  web: {<<: *base, ports: ["80"]}\n')
  t.strictSame(problems, [])
  t.match(services, [{ name: 'web', image: 'nginx', env: [{ name: 'A', value: '1' }] }])
  t.match(problemsIn(`a: &a [x, x]\n${[...'bcdefghij'].map((key, at) => `${key}: &${key} [${Array.from({ length: 10 }, () => `*${'abcdefghi'[at]}`).join(', ')}]`).join('\n')}`), 'has too many aliases')
  t.match(problemsIn(`# ${'x'.repeat(32_768)}`), 'is longer than 32768 characters')
  t.match(problemsIn('['.repeat(30_000)), 'is nested deeper than 50 levels')
})

const value = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<JsonValue>(null, true, 0, 80, '', '$A', '80:80', './x', 'd:/x', '10s', 'host'), fc.string(), fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('test', 'interval', 'resources', 'limits', 'memory', 'context', 'target', 'condition', 'A', '__proto__'), tie('value'), { maxKeys: 3 })),
})).value

const keys = ['image', 'build', 'ports', 'expose', 'environment', 'command', 'entrypoint', 'depends_on', 'healthcheck', 'volumes', 'deploy', 'working_dir', 'user', 'restart', 'privileged', '__proto__', 'toString']

t.test('no text and no value makes it throw', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => composeOf(text).problems.length > 0), { numRuns: 200 })
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'services: {}[]&*!|>-\n\t"\'a0,?#%@`<~$'), maxLength: 80 }), (text) => composeOf(text) !== undefined), { numRuns: 500 })
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('services', 'volumes', 'x-a', 'networks'), fc.dictionary(fc.string({ maxLength: 5 }), fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 5 }), { maxKeys: 3 })), (file) => {
    const { services, problems } = composeOf(JSON.stringify(file))
    return problems.length > 0 || services.every(({ name }) => /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name))
  }), { numRuns: 300 })
  t.pass('nothing was thrown')
})
