import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { app } from '../fixtures/manifests.ts'
import { dataOf, kasprOf, sync, variable, variables } from '../fixtures/world.ts'

const passwordSecret = { secretName: 'login', passwordKey: 'pw' }

interface Row { readonly authentication: JsonObject; readonly plain: string; readonly encrypted: string; readonly mechanism?: string }

// kaspr-resources.md 3.6.
const rows: readonly Row[] = [
  { authentication: { type: 'plain', username: 'me', passwordSecret }, plain: 'SASL_PLAINTEXT', encrypted: 'SASL_SSL', mechanism: 'PLAIN' },
  { authentication: { type: 'plain', username: '', passwordSecret }, plain: 'SASL_PLAINTEXT', encrypted: 'SASL_SSL', mechanism: 'PLAIN' },
  { authentication: { type: 'plain' }, plain: 'PLAINTEXT', encrypted: 'SSL' },
  { authentication: { type: 'plain', passwordSecret }, plain: 'PLAINTEXT', encrypted: 'SSL' },
  { authentication: { type: 'scram-sha-256', username: 'me', passwordSecret }, plain: 'SASL_PLAINTEXT', encrypted: 'SASL_SSL', mechanism: 'SCRAM-SHA-256' },
  { authentication: { type: 'scram-sha-512', username: 'me', passwordSecret }, plain: 'SASL_PLAINTEXT', encrypted: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
]

t.test('protocol, mechanism, user and password follow type, user name and TLS', async (t) => {
  for (const { authentication, plain, encrypted, mechanism } of rows) {
    for (const [tls, protocol] of [[{}, plain], [{ tls: {} }, encrypted]] as const) {
      const answer = sync(app({ authentication, ...tls }))
      const data = dataOf(answer, 'orders-app-config')
      const said = JSON.stringify({ authentication, ...tls })
      t.equal(data['K_KAFKA_SECURITY_PROTOCOL'], protocol, said)
      t.equal(data['K_KAFKA_SASL_MECHANISM'], mechanism, said)
      t.equal(data['K_KAFKA_AUTH_USERNAME'], mechanism === undefined ? undefined : authentication['username'], said)
      t.same(variable(kasprOf(answer), 'K_KAFKA_AUTH_PASSWORD'), mechanism === undefined ? undefined : { secretKeyRef: { key: 'pw', name: 'login' } }, said)
    }
  }
})

t.test('the password never stands in an object', async (t) => {
  const authentication = { type: 'plain', username: 'me', passwordSecret, password: 'hunter2' }
  t.notMatch(JSON.stringify(sync(app({ authentication })).children), 'hunter2')
})

t.test('a login without user or password reference is refused, each missing field by its path', async (t) => {
  const paths = (authentication: JsonObject) => sync(app({ authentication })).problems.map(({ path }) => path)
  const both = ['spec.authentication.passwordSecret.secretName', 'spec.authentication.passwordSecret.passwordKey']
  t.same(paths({ type: 'plain', username: 'me' }), both)
  t.same(paths({ type: 'scram-sha-256', username: 'me', passwordSecret: {} }), both)
  t.same(paths({ type: 'plain', username: 'me', passwordSecret: { secretName: 'login' } }), both.slice(1))
  t.same(paths({ type: 'plain', username: 'me', passwordSecret: { passwordKey: 'pw' } }), both.slice(0, 1))
  t.same(paths({ type: 'scram-sha-512', passwordSecret }), ['spec.authentication.username'])
})

t.test('other types are refused', async (t) => {
  for (const type of ['tls', 'oauth', '', 'PLAIN']) t.same(sync(app({ authentication: { type } })).problems.map(({ path }) => path), ['spec.authentication.type'])
})

t.test('variables of the login keep their place', async (t) => {
  const names = variables(kasprOf(sync(app({ authentication: { type: 'plain', username: 'me', passwordSecret } }))))
  t.same(names.slice(0, 9), ['K_APP_NAME', 'K_KAFKA_BOOTSTRAP_SERVERS', 'K_KAFKA_SECURITY_PROTOCOL', 'K_KAFKA_SASL_MECHANISM', 'K_KAFKA_AUTH_USERNAME', 'K_WEB_PORT', 'K_DATA_DIR', 'K_TABLE_DIR', 'K_DEFINITIONS_DIR'])
  t.equal(names[9], 'K_KAFKA_AUTH_PASSWORD')
})
