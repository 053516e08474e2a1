import t from 'tap'
import { demoSettings } from '../../hooks/index.ts'
import { playgroundExamples } from '../../src/cli/playground-examples.ts'
import { playgroundSetup } from '../../src/cli/playground-setup.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { runCommand } from '../cli/terminal.ts'
import { playgroundFixture } from './fixture.ts'

const name = 'environment/nextjs-postgres'
const keyName = 'ENVIRONMENT_MASTER_KEYS'
const key = demoSettings[keyName] ?? ''

/** A playground with the example in it, and everything that it gives away. */
const previewed = async (t: Parameters<typeof playgroundFixture>[0], isFrozen = false) => {
  const { settings } = await playgroundSetup({}, { url: 'http://127.0.0.1:8080' })
  const fixture = await playgroundFixture(t, { settings, examples: await playgroundExamples(), first: [name] })
  if (isFrozen) {
    await fixture.post('/api/apply', { text: frozen })
    await fixture.post('/api/clock', { action: 'advance', milliseconds: 30_000 })
  }
  const timeline = await fixture.get('/api/timeline?limit=99&quiet=true&object=Environment%20acme-shop-pr7')
  const rows = Array.isArray(timeline.body['rows']) ? timeline.body['rows'].filter(isObject) : []
  const syncs = rows.filter(({ type, object }) => type === 'sync' && object === 'Environment acme-shop-pr7').map(({ id }) => String(id))
  const recordings = (await Promise.all(syncs.map((id) => fixture.get(`/api/syncs/${id}/recording?hook=sync`)))).filter(({ status }) => status === 200)
  const doors = [timeline, await fixture.get('/api/world'), ...await Promise.all(syncs.map((id) => fixture.get(`/api/syncs/${id}`))), ...recordings]
  return { ...fixture, recordings, doors }
}

const frozen = `apiVersion: env.kaspr.io/v1alpha1
kind: Environment
metadata: {name: acme-shop-pr7}
spec: {team: acme, project: shop, environment: pr7, projectRef: {namespace: acme, name: nobody}}
`

t.test('the example of an environment becomes ready with the settings of the playground', async (t) => {
  const { object } = await previewed(t)
  t.match((await object('env.kaspr.io/v1alpha1|Environment||acme-shop-pr7')).text, /phase: Ready/)
})

t.test('neither the master key nor a password that follows from it leaves by any door', async (t) => {
  const { doors, object, playground } = await previewed(t)
  t.ok(doors.length > 15 && doors.every(({ status }) => status === 200))
  const stored = playground.stage().inventory.get('v1|Secret|acme-shop-pr7|postgres-credentials')
  const data = trusted<{ readonly data?: Readonly<Record<string, string>> } | undefined>(stored)?.data ?? {}
  const secrets = ['POSTGRES_PASSWORD', 'DATABASE_URL'].flatMap((field) => [data[field] ?? '', Buffer.from(data[field] ?? '', 'base64').toString()])
  t.ok(secrets.every((secret) => secret.length > 20))
  const texts = [...doors, await object('v1|Secret|acme-shop-pr7|postgres-credentials')].map(({ text }) => text)
  for (const secret of [key, key.slice('demo='.length), ...secrets]) t.notOk(texts.some((text) => text.includes(secret)))
  t.ok(texts.some((text) => text.includes('postgres-credentials') && text.includes('***')))
})

t.test('its recordings are equal when the key is given, and without it are said to be not replayed', async (t) => {
  const { recordings } = await previewed(t, true)
  t.ok(recordings.length > 5)
  t.ok(recordings.some(({ text }) => text.includes('there is no Project acme/nobody')), 'one that is frozen is among them')
  const folder = t.testdir(Object.fromEntries(recordings.map(({ text }, at) => [`${at}.json`, text])))
  const given = await runCommand(['replay', folder], { env: { [keyName]: key } })
  t.match(given, { code: 0, err: '' })
  t.match(given.out.trimEnd().split('\n').map((line) => line.replace(/^.*: /, '')), recordings.map(() => 'equal'))
  t.match(await runCommand(['diff', '--recordings', folder], { env: { [keyName]: key } }), { code: 0, out: 'no differences\n', err: '' })
  const without = await runCommand(['replay', folder, '-o', 'json'])
  t.equal(without.code, 1)
  for (const line of without.out.trimEnd().split('\n')) t.match(JSON.parse(line), { answer: null, equal: null, differences: [], error: { code: 'KH_SETTING_MASKED', message: new RegExp(keyName) } })
  t.match(await runCommand(['replay', `${folder}/0.json`]), { code: 1, out: /0\.json: not replayed\n$/, err: /^KH_SETTING_MASKED: / })
  t.match(await runCommand(['diff', '--recordings', folder]), { code: 1, err: /^KH_SETTING_MASKED: / })
})

t.test('settings that somebody sets win over those of the playground', async (t) => {
  t.match((await playgroundSetup({ [keyName]: 'v1=mine' }, { url: '' })).settings, { ...demoSettings, [keyName]: 'v1=mine' })
})
