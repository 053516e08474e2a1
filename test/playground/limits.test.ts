import t from 'tap'
import { ids, playgroundFixture, shop } from './fixture.ts'

t.test('a text that is too long is refused', async (t) => {
  const { post } = await playgroundFixture(t, { first: [] })
  t.match(await post('/api/apply', { text: `# ${'x'.repeat(1024 * 1024)}` }), { status: 413, body: { code: 'KH_BODY_TOO_LARGE' } })
})

t.test('more objects than it holds are refused, those that are there stay', async (t) => {
  const { post, object } = await playgroundFixture(t, { mostObjects: 60 })
  const text = Array.from({ length: 60 }, (_item, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\n`).join('---\n')
  t.match(await post('/api/apply', { text }), { status: 422, body: { code: 'KH_PLAYGROUND_FULL' } })
  t.equal((await object(ids.app)).status, 200)
  t.equal((await object('v1|ConfigMap|default|c0')).status, 404)
})

t.test('a slip of the finger in the number of replicas does not fill the memory', async (t) => {
  const { post, playground } = await playgroundFixture(t)
  await post('/api/apply', { text: shop.replace('replicas: 1', 'replicas: 50000') })
  await post('/api/clock', { action: 'advance', milliseconds: 600_000 })
  const pods = playground.stage().inventory.all().filter(({ kind }) => kind === 'Pod').length
  t.ok(pods > 1 && pods <= 200, `${pods} pods`)
})
