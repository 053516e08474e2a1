import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { playgroundInBrowser } from './open-playground.ts'

const run = promisify(execFile)
const open = await playgroundInBrowser(t)

const app = (replicas: number): string => `apiVersion: kaspr.io/v1alpha1
kind: KasprApp
metadata:
  name: greeter
spec:
  replicas: ${replicas}
  bootstrapServers: kafka:9092
  authentication:
    type: plain
  config:
    topicReplicationFactor: 1
  storage:
    type: persistent-claim
    class: standard
    size: 1Gi
    deleteClaim: true
`

t.test('the page shows examples that are Ready, and complains about nothing', async (t) => {
  const { page, complaints, says } = await open()
  await says('KasprApp greeter', /Ready/)
  await says('KasprAgent greet', /Ready/)
  await says('StatefulSet greeter-app', /1\/1/)
  await says('Pod greeter-app-0', /Ready/)
  await says('Pod luggage-app-1', /Ready/)
  t.equal(await page.locator('.badge.bad').count(), 0)
  await page.getByRole('heading', { name: 'Conditions' }).waitFor()
  t.strictSame(complaints, [])
})

t.test('a text that is edited and applied changes the pods', async (t) => {
  const { page, complaints, tab, write, says } = await open()
  await tab('Edit')
  await write(app(2))
  await page.getByText('Not applied yet').waitFor()
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.locator('.toast', { hasText: 'KasprApp default/greeter configured' }).waitFor()
  await page.getByRole('button', { name: '+1 min' }).click()
  await says('StatefulSet greeter-app', /2\/2/)
  await says('Pod greeter-app-1', /Ready/)
  await says('KasprApp greeter', /Ready/)
  t.strictSame(complaints, [])
})

t.test('a mistake is shown at its line, in the text and in words', async (t) => {
  const { page, complaints, tab, write } = await open()
  await tab('Edit')
  await write(app(1).replace('replicas: 1', 'replicas: many').replace('class:', 'clas:'))
  const finding = page.locator('.finding', { hasText: 'spec.replicas' })
  await finding.waitFor()
  t.match(await finding.innerText(), /^Line 6\s+spec\.replicas must be an integer/)
  t.match(await page.locator('.finding', { hasText: 'unknown field' }).innerText(), /^Line 14\s/)
  await page.locator('.cm-lintRange-error', { hasText: 'replicas: many' }).waitFor()
  t.equal(await page.locator('.cm-lint-marker-error').count() > 0, true)
  await finding.click()
  t.match(await page.locator('.cm-activeLine').innerText(), 'replicas: many', 'pressing it goes there')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.locator('.toast.bad', { hasText: 'KH_MANIFEST_INVALID' }).waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText('As applied').waitFor()
  t.strictSame(complaints.filter((text) => !text.includes('422')), [])
})

t.test('a killed pod comes again; a broken image shows until it is ended', async (t) => {
  const { page, complaints, row, says } = await open()
  await row('Pod luggage-app-0').click()
  await page.getByRole('button', { name: 'Kill', exact: true }).click()
  await page.locator('.entry', { hasText: /Pod luggage-app-0.*deleted/ }).first().waitFor()
  await page.getByRole('button', { name: '+1 min' }).click()
  await says('Pod luggage-app-0', /Ready/)
  await row('Pod luggage-app-1').click()
  await page.getByRole('button', { name: 'Break image' }).click()
  await page.getByRole('list', { name: 'Faults' }).getByText('luggage-app-1: image cannot be pulled').waitFor()
  await page.getByRole('button', { name: '+1 min' }).click()
  await says('Pod luggage-app-1', /(ImagePullBackOff|ErrImagePull)/)
  await says('StatefulSet luggage-app', /1\/2/)
  await page.getByRole('button', { name: 'End: luggage-app-1 image cannot be pulled' }).click()
  await page.getByRole('button', { name: '+1 h' }).click()
  await says('Pod luggage-app-1', /Ready/)
  t.strictSame(complaints.filter((text) => !text.includes('404')), [])
})

t.test('a parent is paused and resumed', async (t) => {
  const { page, row, says, complaints } = await open()
  await row('KasprApp postcards').click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await says('KasprApp postcards', /Paused/)
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  t.strictSame(complaints, [])
})

t.test('a sync shows what was asked, answered and written; copied as curl it works against the service', async (t) => {
  const { page, complaints, row } = await open()
  await row('KasprApp bicycles').click()
  await page.getByLabel('Selected', { exact: true }).check()
  await page.locator('button.entry', { hasText: /KasprApp bicycles.*created/ }).click()
  await page.getByRole('heading', { name: /^Written/ }).waitFor()
  await page.locator('.write', { hasText: 'StatefulSet default/bicycles-app' }).waitFor()
  const call = page.locator('.call', { hasText: 'sync hook' })
  await call.locator('summary', { hasText: 'Answer' }).click()
  t.match(await call.locator('pre').innerText(), /"children": \[/)
  await call.getByRole('button', { name: 'Copy as curl' }).click()
  await page.locator('.toast', { hasText: 'Copied the sync request as curl' }).waitFor()
  const command = await page.evaluate<string>('navigator.clipboard.readText()')
  const { stdout } = await run('sh', ['-c', command], { maxBuffer: 16 * 1024 * 1024 })
  t.ok(JSON.parse(stdout).children.some((child: { kind: string }) => child.kind === 'StatefulSet'))
  const [download] = await Promise.all([page.waitForEvent('download'), call.getByRole('link', { name: 'Download recording' }).click()])
  t.match(download.suggestedFilename(), /^kasprapp-sync-\d+\.json$/)
  t.strictSame(complaints, [])
})
