import t from 'tap'
import { claim, conditions, Condition } from '../../src/kit/condition.ts'
import { composite } from '../../src/kit/composite.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { child, kind } from '../../src/kit/kind.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { named } from '../../src/kit/related.ts'
import { resource } from '../../src/kit/resource.ts'
import { Type } from '../../src/kit/schema.ts'
import { isObject } from '../../src/protocol/json.ts'
import { playgroundFixture } from './fixture.ts'

const Secret = kind<{ readonly data?: Readonly<Record<string, string>> }>('v1', 'Secret', 'secrets')

const Vault = resource({
  group: 'toys.example.com', version: 'v1', kind: 'Vault', plural: 'vaults', singular: 'vault', shortNames: [], scope: 'Namespaced',
  description: 'Copies a Secret.', columns: [], spec: Type.Object({ from: Type.String() }), status: Type.Object({ conditions: Type.Array(Condition) }),
})

/** A controller that reads Secrets and makes some: everything that must not be shown goes through it. */
const vault = composite({
  name: 'vault',
  parent: Vault,
  children: [inPlace(Secret), inPlace(ConfigMap)],
  reads: [Secret],
  related: ({ metadata: { namespace }, spec }) => named(Secret, namespace, [String(spec?.['from'])]),
  sync: ({ parent: { metadata, spec }, related, now }) => ({
    children: [child(Secret, { metadata: { name: `${metadata.name}-copy` }, data: related.get(Secret, spec.from)?.data ?? { none: 'bm9uZQ==' } })],
    status: { conditions: conditions([], [claim('Ready', 'True', { reason: 'Copied', message: 'copied' })], { now, generation: 1 }) },
  }),
})

const word = 'b3Blbi1zZXNhbWU='
const text = `apiVersion: v1
kind: Secret
metadata: {name: treasure}
data: {password: ${word}}
stringData: {plain: open-sesame}
---
apiVersion: toys.example.com/v1
kind: Vault
metadata: {name: cave}
spec: {from: treasure}
`

const vaultFixture = (t: Parameters<typeof playgroundFixture>[0]) =>
  playgroundFixture(t, { controllers: [vault], examples: [{ name: 'vault', summary: '', text }], first: ['vault'] })

t.test('no value of a Secret leaves by any door', async (t) => {
  const { get, object, playground } = await vaultFixture(t)
  t.match(JSON.stringify(playground.stage().inventory.get('v1|Secret|default|cave-copy')), word, 'it is there')
  const timeline = await get('/api/timeline?limit=99&quiet=true')
  const rows = Array.isArray(timeline.body['rows']) ? timeline.body['rows'].filter(isObject) : []
  const syncs = rows.filter(({ type }) => type === 'sync').map(({ id }) => String(id))
  const doors = [
    timeline, await get('/api/world'), await object('v1|Secret|default|treasure'), await object('v1|Secret|default|cave-copy'), await object('toys.example.com/v1|Vault|default|cave'),
    ...await Promise.all(syncs.map((id) => get(`/api/syncs/${id}`))),
    ...await Promise.all(syncs.map((id) => get(`/api/syncs/${id}/recording?hook=sync`))),
  ]
  for (const { text: said } of doors) for (const secret of [word, 'open-sesame', Buffer.from('open-sesame').toString('base64')]) t.notMatch(said, secret)
  t.ok(doors.some(({ status, text: said }) => status === 200 && said.includes('"related"') && said.includes('"***"')), 'requests with Secrets were among them')
})

t.test('a masked Secret cannot be applied by accident', async (t) => {
  const { post, object, playground } = await vaultFixture(t)
  const { body } = await object('v1|Secret|default|treasure')
  t.match(String(body['manifest']), 'password: "***"')
  t.match(await post('/api/apply', { text: String(body['manifest']) }), { status: 422, body: { findings: [{ path: 'data.password', message: 'is masked here; write the value itself' }] } })
  t.match(playground.stage().inventory.get('v1|Secret|default|treasure'), { data: { password: word } })
})
