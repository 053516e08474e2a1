import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { container, podsNamed } from '../fixtures/pods.ts'
import { masterKey, name, problemsOf, renderedOne, sync, uid } from '../fixtures/rendered.ts'
import type { Given, Manifest } from '../fixtures/rendered.ts'

const secretOf = (given: Given = {}, service = 'postgres'): Manifest => renderedOne('Secret', `${service}-credentials`, given)

const textsOf = (secret: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(trusted<Readonly<Record<string, string>>>(secret['data'])).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]))

const passwordOf = (given: Given = {}, service = 'postgres'): string => textsOf(secretOf(given, service))['POSTGRES_PASSWORD'] ?? ''

const derived = (key: string, of: readonly string[]): string => createHmac('sha256', key).update(of.join('|')).digest('base64url').slice(0, 32)

const key2 = 'ffffffffffffffffffffffffffffffff'
const bothKeys = { ENVIRONMENT_MASTER_KEYS: `v1=${masterKey},v2=${key2}` }
const services = (...names: readonly string[]): JsonObject => ({ services: names.map((one) => ({ name: one, container: { image: 'postgres:16', ports: [{ containerPort: 5432 }] } })) })
const withEnv = (env: Readonly<Record<string, string>>, more: JsonObject = {}): Given =>
  ({ spec: { config: { services: [{ name: 'postgres', container: { image: 'postgres:16', env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }, ...more }] } } })

t.test('the password follows from key, environment, service, purpose and version', async (t) => {
  t.equal(passwordOf(), derived(masterKey, [uid, 'postgres', 'password', 'v1']))
  t.equal(passwordOf({ settings: bothKeys }), derived(key2, [uid, 'postgres', 'password', 'v2']))
  t.match(passwordOf(), /^[A-Za-z0-9_-]{32}$/)
})

t.test('another environment, service, version or key has another password', async (t) => {
  const all = [
    passwordOf(), passwordOf({ uid: '99999999-2222-4333-8444-555555555555' }), passwordOf({ spec: { config: services('postgresql') } }, 'postgresql'),
    passwordOf({ settings: { ENVIRONMENT_MASTER_KEYS: `v2=${masterKey}` } }), passwordOf({ settings: { ENVIRONMENT_MASTER_KEYS: `v1=${key2}` } }),
  ]
  t.equal(new Set(all).size, all.length)
  t.equal(passwordOf({ spec: { environment: 'other' } }), passwordOf(), 'an edit changes nothing')
})

t.test('it is the same in every process', async (t) => {
  const path = new URL('../fixtures/rendered.ts', import.meta.url).pathname
  const program = `const { renderedOne } = await import(${JSON.stringify(path)}); process.stdout.write(JSON.stringify(renderedOne('Secret', 'postgres-credentials')))`
  t.strictSame(JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8', env: { TZ: 'Asia/Tokyo' } })), secretOf())
})

t.test('the Secret holds user, password, database and address', async (t) => {
  const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, DATABASE_URL } = textsOf(secretOf())
  t.strictSame([POSTGRES_USER, POSTGRES_DB], ['postgres', 'catalyst'])
  t.equal(DATABASE_URL, `postgresql://postgres:${POSTGRES_PASSWORD}@postgres.${name}.svc.cluster.local:5432/catalyst`)
  t.match(secretOf(), { type: 'Opaque', metadata: { namespace: name, annotations: { 'env.kaspr.io/key-version': 'v1' } } })
})

t.test('what users give wins, and odd characters survive in the address', async (t) => {
  const odd = { POSTGRES_USER: 'me@x', POSTGRES_PASSWORD: 'p:a/s?s#w%o r&d@"ü', POSTGRES_DB: 'my db' }
  const texts = textsOf(secretOf(withEnv(odd, { database: 'other' })))
  t.match(texts, odd)
  const { username, password, pathname, hostname, search, hash } = new URL(texts['DATABASE_URL'] ?? '')
  t.strictSame([username, password, pathname.slice(1)].map(decodeURIComponent), [odd.POSTGRES_USER, odd.POSTGRES_PASSWORD, odd.POSTGRES_DB])
  t.strictSame([hostname, search, hash], [`postgres.${name}.svc.cluster.local`, '', ''])
})

t.test('the name of the database is given, else the user\'s', async (t) => {
  const databaseOf = (given: Given): string => textsOf(secretOf(given))['POSTGRES_DB'] ?? ''
  t.equal(databaseOf(withEnv({}, { database: 'shop' })), 'shop')
  t.equal(databaseOf(withEnv({ POSTGRES_USER: 'me' })), 'me')
  t.equal(databaseOf(withEnv({})), 'postgres')
})

t.test('pods refer to the Secret and hold no password', async (t) => {
  const given = { settings: bothKeys }
  const reference = (key: string) => ({ name: key, valueFrom: { secretKeyRef: { name: 'postgres-credentials', key } } })
  const [database, web] = [podsNamed('StatefulSet/postgres', given), podsNamed('Deployment/web', given)]
  t.match(container(database, 'postgres').env?.slice(0, 3), ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'].map(reference))
  for (const called of ['web', 'npm-install', 'db-migrate']) t.strictSame(container(web, called).env?.find(({ name: one }) => one === 'DATABASE_URL'), reference('DATABASE_URL'), called)
  t.notOk(JSON.stringify([database, web]).includes(passwordOf(given)))
})

t.test('a variable of the user stands in place of the one of the Secret', async (t) => {
  const given = { spec: { config: { env: [{ name: 'DATABASE_URL', value: 'postgresql://elsewhere/x' }] } } }
  t.strictSame(container(podsNamed('Deployment/web', given), 'web').env?.filter(({ name: one }) => one === 'DATABASE_URL'), [{ name: 'DATABASE_URL', value: 'postgresql://elsewhere/x' }])
})

t.test('without a key, or with a version that nobody has, nothing is made', async (t) => {
  t.match(problemsOf({ settings: { ENVIRONMENT_MASTER_KEYS: '' } }), /ENVIRONMENT_MASTER_KEYS: is not set/)
  t.match(problemsOf({ spec: { credentials: { keyVersion: 'v9' } } }), /spec\.credentials\.keyVersion: .*version v9/)
  t.match(problemsOf({ observed: [secretOf()], settings: { ENVIRONMENT_MASTER_KEYS: `v2=${key2}` } }), /version v1/, 'a key that is still in use was taken away')
  t.equal(problemsOf({ settings: { ENVIRONMENT_MASTER_KEYS: '' }, spec: { preset: 'go' } }), '', 'who has no database needs no key')
})

t.test('an unknown version freezes what is there', async (t) => {
  const given = { observed: [secretOf()], spec: { credentials: { keyVersion: 'v9' } } }
  const { children, status } = sync(given)
  t.match(children, [{ kind: 'Secret', metadata: { name: 'postgres-credentials' } }])
  t.match(status.conditions?.find(({ type }) => type === 'ConfigValid'), { status: 'False', message: /v9/ })
})

t.test('rotation: a new key changes nothing until the version is asked for', async (t) => {
  const before = { observed: [secretOf()], settings: bothKeys }
  t.equal(passwordOf(before), derived(masterKey, [uid, 'postgres', 'password', 'v1']), 'the Secret keeps its version')
  for (const pods of ['StatefulSet/postgres', 'Deployment/web']) t.strictSame(podsNamed(pods, before), podsNamed(pods), `${pods} does not roll`)
  t.strictSame(secretOf(before), secretOf())

  const asked = { ...before, spec: { credentials: { keyVersion: 'v2' } } }
  t.equal(passwordOf(asked), derived(key2, [uid, 'postgres', 'password', 'v2']))
  t.equal(secretOf(asked).metadata.annotations?.['env.kaspr.io/key-version'], 'v2')
  for (const pods of ['StatefulSet/postgres', 'Deployment/web']) t.equal(podsNamed(pods, asked).annotations['env.kaspr.io/key-version'], 'v2', `${pods} rolls`)

  const done = { ...before, observed: [secretOf(asked)] }
  t.strictSame(secretOf(done), secretOf(asked), 'behind it the version need not be asked for any longer')
})
