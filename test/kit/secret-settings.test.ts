import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { maskedSettings, settingProblems, unknownSettings } from '../../src/kit/secret-settings.ts'
import { toys } from '../server/fixtures/toy-controller.ts'

const chatty = toys.map((toy) => ({ ...toy, secretSettings: ['KEY'], settingProblems: ({ KEY }: Readonly<Record<string, string>>) => [{ path: 'KEY', message: `must not be "${KEY}"` }] }))

t.test('values of secret settings are masked, their names and all others stay', async (t) => {
  t.strictSame(maskedSettings({ KEY: 'open-sesame', WORD: 'x' }, chatty), { KEY: '***', WORD: 'x' })
  t.strictSame(maskedSettings({ WORD: 'x' }, chatty), { WORD: 'x' })
  t.strictSame(maskedSettings({ ENVIRONMENT_MASTER_KEYS: 'v1=x', INGRESS_CLASS: 'x' }, controllers), { ENVIRONMENT_MASTER_KEYS: '***', INGRESS_CLASS: 'x' })
})

t.test('what is wrong with a secret setting is said without its value', async (t) => {
  const problems = settingProblems(chatty, { KEY: ' open-sesame ' })
  t.ok(problems.length > 0)
  for (const { message } of problems) t.equal(message, 'must not be " *** "')
  t.notMatch(JSON.stringify(settingProblems(controllers, { ENVIRONMENT_MASTER_KEYS: 'v1=too-short' })), /too-short/)
})

t.test('a masked secret is unknown, a given one and an absent one are not', async (t) => {
  const [controller = { secretSettings: [] }] = chatty
  t.strictSame(unknownSettings({ KEY: '***' }, controller), ['KEY'])
  t.strictSame(unknownSettings({ KEY: 'x' }, controller), [])
  t.strictSame(unknownSettings({}, controller), [])
})
