import t from 'tap'
import { defaultMemberAddress, memberAddress } from '../../steward/member-address.ts'

const target = { pod: 'shop-app-0', statefulSet: 'shop-app', namespace: 'n1', port: 6065, path: '/status/' }

t.test('members are found by the name of their pod', async (t) => {
  t.equal(memberAddress(defaultMemberAddress)(target).href, 'http://shop-app-0.shop-app.n1.svc.cluster.local:6065/status/')
})

t.test('a template may lead elsewhere, with a path of its own', async (t) => {
  t.equal(memberAddress('http://127.0.0.1:9000/{namespace}/{pod}')({ ...target, path: 'status/' }).href, 'http://127.0.0.1:9000/n1/shop-app-0/status/')
})

for (const template of ['', 'shop', 'https://{pod}', 'http://{pod', 'http://{ordinal}', 'ftp://{pod}', 'http://{pod}/', 'http://{pod}:port']) {
  t.test(`"${template}" is no template`, async (t) => {
    t.throws(() => memberAddress(template), { code: 'KH_USAGE' })
  })
}
