import t from 'tap'
import { generalHash } from '../../../../hooks/kaspr/python/hash.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { agent, app, join, table, task, webView } from '../fixtures/manifests.ts'
import { cluster, round } from '../fixtures/cluster.ts'
import { installOf, kasprOf, sync, variable, variables } from '../fixtures/world.ts'

const packages = { packages: ['requests'] }
const login = { type: 'plain', username: 'me', passwordSecret: { secretName: 'login', passwordKey: 'pw' } }
const components = [agent('a'), webView('w'), table('left'), table('right'), table('own'), task('k'), join('j')]
const settings = ['K_APP_NAME', 'K_KAFKA_BOOTSTRAP_SERVERS', 'K_KAFKA_SECURITY_PROTOCOL', 'K_WEB_PORT', 'K_DATA_DIR', 'K_TABLE_DIR', 'K_DEFINITIONS_DIR']

t.test('variables stand in exactly this order', async (t) => {
  const env = [{ name: 'LAST', value: 'x' }, { name: 'K_WEB_PORT', value: 'y' }]
  const answer = sync(app({ authentication: login, pythonPackages: packages, config: { tableDir: '/t', zz: 1 }, template: { kasprContainer: { env } } }), { around: components })
  t.same(variables(kasprOf(answer)), [
    'K_TABLE_DIR', 'K_ZZ', 'K_APP_NAME', 'K_KAFKA_BOOTSTRAP_SERVERS', 'K_KAFKA_SECURITY_PROTOCOL', 'K_KAFKA_SASL_MECHANISM', 'K_KAFKA_AUTH_USERNAME', 'K_WEB_PORT', 'K_DATA_DIR', 'K_DEFINITIONS_DIR',
    'K_KAFKA_AUTH_PASSWORD', 'K_CONSUMER_GROUP_INSTANCE_ID', 'PYTHONPATH', 'POD_NAME', 'K_WEB_HOST', 'CONFIG_HASH',
    'AGENTS_HASH', 'WEBVIEWS_HASH', 'TABLES_HASH', 'TASKS_HASH', 'JOINS_HASH', 'PACKAGES_HASH', 'LAST', 'K_WEB_PORT',
  ])
})

t.test('the least an app needs has the least variables', async (t) => {
  t.same(variables(kasprOf(sync(app()))), [...settings, 'K_CONSUMER_GROUP_INSTANCE_ID', 'POD_NAME', 'K_WEB_HOST', 'CONFIG_HASH'])
})

t.test('names, addresses and references are upstream\'s', async (t) => {
  const kaspr = kasprOf(sync(app({ pythonPackages: packages })))
  t.same(variable(kaspr, 'K_CONSUMER_GROUP_INSTANCE_ID'), { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } })
  t.same(variable(kaspr, 'POD_NAME'), { fieldRef: { fieldPath: 'metadata.name' } })
  t.equal(variable(kaspr, 'K_WEB_HOST'), '$(POD_NAME).orders-app.shop.svc.cluster.local')
  t.equal(variable(kaspr, 'PYTHONPATH'), '/opt/kaspr/packages:${PYTHONPATH}')
  t.equal(variable(kaspr, 'PACKAGES_HASH'), '705ebf671c1c70ee')
})

t.test('static group membership is on unless the annotation says true, in any case', async (t) => {
  const has = (value: string) => variables(kasprOf(sync(app({}, { annotations: { 'kaspr.io/disable-static-group-membership': value } })))).includes('K_CONSUMER_GROUP_INSTANCE_ID')
  t.same(['true', 'True', 'TRUE'].map(has), [false, false, false])
  t.same(['false', '', 'yes', '1', ' true'].map(has), [true, true, true, true, true])
})

t.test('a hash variable of a kind is there exactly when the app has a component of it', async (t) => {
  const hashes = (...around: readonly ReturnType<typeof agent>[]) => variables(kasprOf(sync(app(), { around }))).filter((name) => /^[A-Z]+S_HASH$/.test(name))
  t.same(hashes(), [])
  t.same(hashes(agent('a')), ['AGENTS_HASH'])
  t.same(hashes(webView('a')), ['WEBVIEWS_HASH'])
  t.same(hashes(table('a')), ['TABLES_HASH'])
  t.same(hashes(task('a')), ['TASKS_HASH'])
  t.same(hashes(join('a')), [], 'a join without its tables counts for nothing')
})

t.test('a set hash is made of the component hashes in order of names', async (t) => {
  const [one, two] = [agent('one'), agent('two', { description: 'second' })]
  const hashOf = (component: typeof one) => sync(component, { around: [app()] }).status.hash ?? ''
  const value = (around: readonly (typeof one)[]) => variable(kasprOf(sync(app(), { around })), 'AGENTS_HASH')
  t.equal(value([two, one]), generalHash(`${hashOf(one)}${hashOf(two)}`))
  t.equal(value([one, two]), value([two, one]), 'the order in the cluster means nothing')
  t.not(value([one, two]), value([one]))
  t.not(value([one, agent('two')]), value([one, two]))
})

t.test('variables of the template are rendered as given', async (t) => {
  const env: readonly JsonObject[] = [
    { name: 'A', value: 'x' }, { name: 'B', valueFrom: { secretKeyRef: { key: 'k', name: 's' } } }, { name: 'C', valueFrom: { configMapKeyRef: { key: 'k', name: 'c', optional: false } } },
    { name: 'D', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }, { name: 'E', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
  ]
  t.same(kasprOf(sync(app({ template: { kasprContainer: { env } } }))).env?.slice(-5), env)
  const empty = kasprOf(sync(app({ template: { kasprContainer: { env: [{ name: 'EMPTY', value: '' }] } } }))).env?.at(-1)
  t.equal(empty?.name, 'EMPTY')
  t.equal(empty?.value ?? '', '', 'an empty value and none are the same to Kubernetes')
})

t.test('entries of one name are all rendered, and all say what the last one says', async (t) => {
  const env = [{ name: 'X', value: '1' }, { name: 'K_WEB_PORT', value: '7' }, { name: 'X', value: '2' }]
  const kaspr = kasprOf(sync(app({ template: { kasprContainer: { env } } })))
  t.same(kaspr.env?.slice(-3), [{ name: 'X', value: '2' }, { name: 'K_WEB_PORT', value: '7' }, { name: 'X', value: '2' }])
  t.same(kaspr.env?.find(({ name }) => name === 'K_WEB_PORT'), { name: 'K_WEB_PORT', value: '7' })
})

t.test('entries of one name do not make a second rollout', async (t) => {
  const env = [{ name: 'X', value: '1' }, { name: 'X', value: '2' }, { name: 'PYTHONPATH', value: '/own' }, { name: 'INDEX_URL', value: 'https://other/simple' }]
  const template = { kasprContainer: { env }, pythonPackagesInitContainer: { env } }
  const after = round(round(cluster(app({ template, pythonPackages: { packages: ['a'], indexUrl: 'https://i/s' } }))))
  t.same(after.writes, ['status KasprApp/orders'])
})

t.test('the init container has its variables in exactly this order', async (t) => {
  const spec = {
    packages: ['git+https://${B_TOKEN}@h/o/r.git', 'git+https://$A_TOKEN@h/o/${B_TOKEN}.git', 'requests'],
    indexUrl: 'https://i/s', extraIndexUrls: ['https://b', 'https://a'], trustedHosts: ['h2', 'h1'], credentials: { secretRef: { name: 'sec', passwordKey: 'token' } },
    cache: { type: 'gcs', gcs: { bucket: 'b', secretRef: { name: 's' } } },
  }
  const env = [{ name: 'OWN', value: '1' }]
  const world = { settings: { A_TOKEN: 'aaa', B_TOKEN: 'bbb', C_TOKEN: 'ccc' } }
  const install = installOf(sync(app({ pythonPackages: spec, template: { pythonPackagesInitContainer: { env } } }), world))
  t.same(variables(install), ['PACKAGES_HASH', 'GCS_BUCKET', 'GCS_OBJECT_KEY', 'INDEX_URL', 'EXTRA_INDEX_URLS', 'TRUSTED_HOSTS', 'PYPI_USERNAME', 'PYPI_PASSWORD', 'OWN', 'B_TOKEN', 'A_TOKEN'])
  t.equal(variable(install, 'EXTRA_INDEX_URLS'), 'https://b,https://a')
  t.equal(variable(install, 'TRUSTED_HOSTS'), 'h2,h1')
  t.same(variable(install, 'PYPI_USERNAME'), { secretKeyRef: { key: 'username', name: 'sec' } })
  t.same(variable(install, 'PYPI_PASSWORD'), { secretKeyRef: { key: 'token', name: 'sec' } })
  t.equal(variable(install, 'B_TOKEN'), 'bbb')
})

t.test('the template satisfies a reference of a package, so that a token can stay in a Secret (Q8)', async (t) => {
  const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { key: 'k', name: 's' } } }]
  const parent = app({ pythonPackages: { packages: ['git+https://${TOKEN}@h/o/r.git'] }, template: { pythonPackagesInitContainer: { env } } })
  t.same(installOf(sync(parent)).env, env)
  t.same(installOf(sync(parent, { settings: { TOKEN: 'from the service' } })).env, env, 'the template wins')
})

t.test('a reference that nobody satisfies is refused by entry and name', async (t) => {
  const { problems } = sync(app({ pythonPackages: { packages: ['requests', 'git+https://$ONE:${TWO}@h/r.git'] } }), { settings: { ONE: '1' } })
  t.same(problems.map(({ path }) => path), ['spec.pythonPackages.packages[1]'])
  t.match(problems[0]?.message, 'TWO')
  t.same(sync(app({ pythonPackages: { packages: ['git+https://$constructor@h/r.git'] } })).problems.length, 1, 'properties of every object are no variables')
})
