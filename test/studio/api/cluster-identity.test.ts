import t from 'tap'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { isObject, parseJsonText } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { clusterIdentity, impersonation } from '../../../studio/api/cluster-identity.ts'
import { fakeServer } from '../../kube/fake-server.ts'
import type { Got } from '../../kube/fake-server.ts'

const specOf = ({ body }: Got): JsonObject => {
  const review = parseJsonText(body)
  return isObject(review) && isObject(review['spec']) ? review['spec'] : {}
}

const users: Readonly<Record<string, JsonObject>> = {
  'ann-token': { username: 'ann', uid: 'u-1', groups: ['people', 'system:authenticated'], extra: { 'example.com/Realm': ['a', 'b'] } },
  'nobody-token': { username: 'system:anonymous' },
  'bad-token': { username: 'ann\r\nImpersonate-Group: system:masters' },
}

t.test('the API server says who somebody is and what they may do, and is asked once in a while', async (t) => {
  const { client, got } = await fakeServer(t, (asked, answer) => {
    const spec = specOf(asked)
    if (asked.path.endsWith('/tokenreviews')) {
      const user = users[String(spec['token'])]
      return answer.end(JSON.stringify({ status: user === undefined ? { authenticated: false } : { authenticated: true, user } }))
    }
    const attributes = isObject(spec['resourceAttributes']) ? spec['resourceAttributes'] : {}
    return answer.end(JSON.stringify({ status: { allowed: attributes['verb'] === 'edit' } }))
  })
  const identity = clusterIdentity(client)
  const ann = await identity.authenticate('ann-token')
  t.match(ann, { name: 'ann', uid: 'u-1', groups: ['people', 'system:authenticated'] })
  for (const token of ['wrong', 'nobody-token', 'bad-token']) t.equal(await identity.authenticate(token), undefined, token)
  if (ann === undefined) return
  t.equal(await identity.allowed(ann, 'edit', 'web'), true)
  t.equal(await identity.allowed(ann, 'publish', 'web'), false)
  const reviews = got.filter(({ path }) => path.endsWith('/subjectaccessreviews'))
  t.match(specOf(reviews[1] ?? got[0] ?? { method: '', path: '', query: {}, headers: {}, body: '{}' }), {
    user: 'ann', uid: 'u-1', groups: ['people', 'system:authenticated'], extra: { 'example.com/Realm': ['a', 'b'] },
    resourceAttributes: { group: 'studio.kaspr.io', resource: 'hookprograms', name: 'web', verb: 'publish' },
  })
  const before = got.length
  await identity.authenticate('ann-token')
  await identity.allowed(ann, 'edit', 'web')
  t.equal(got.length, before, 'remembered for a short while')
})

t.test('what is written for somebody is written in their name', async (t) => {
  const { client, got } = await fakeServer(t, (_asked, answer) => answer.end(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })))
  const user = { name: 'Zoë', uid: 'u-1', groups: ['people', 'system:authenticated'], extra: { 'example.com/Realm': ['a'] } }
  await clusterIdentity(client).storeFor(user).get({ kind: ConfigMap, name: 'a', namespace: 'n' })
  const headers = got[0]?.headers ?? {}
  t.equal(Buffer.from(String(headers['impersonate-user']), 'latin1').toString('utf8'), 'Zoë')
  t.match(headers, { 'impersonate-uid': 'u-1', 'impersonate-group': 'people, system:authenticated', 'impersonate-extra-example.com%2frealm': 'a' })
})

t.test('what may not stand in a header\'s name is encoded, so that it names nothing else', async (t) => {
  t.strictSame(Object.keys(impersonation({ name: 'a', groups: [], extra: { 'a%b/c d': ['x'] } })), ['impersonate-user', 'impersonate-extra-a%25b%2Fc%20d'])
})
