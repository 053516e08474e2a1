import t from 'tap'
import { addProgram, studioInBrowser } from './open-studio.ts'
import { recordedCall } from './recorded-call.ts'

const { open, store, traffic } = await studioInBrowser(t)

const base = ['export const sync = () => ({', '  children: [],', '  childless: true,', '  status: {},', '})', ''].join('\n')

t.test('two people save from the same base: the second gets the merge view and loses nothing', async (t) => {
  await addProgram(store, 'shared')
  const [ann, bob] = await Promise.all([open({ program: 'shared' }), open({ program: 'shared', token: 'bob' })])
  await Promise.all([ann.editor.waitFor(), bob.editor.waitFor()])
  await ann.page.getByText('Also here: bob').waitFor()
  await bob.page.getByText('Also here: ann').waitFor()
  await ann.write(base)
  await ann.save('the base of both')
  await bob.editor.getByText('childless: true').waitFor()
  t.pass('who has no draft sees what others save')

  await bob.write(base.replace('status: {}', "status: { message: 'of bob' }"))
  await bob.state(/draft kept/)
  const stop = await hold(bob.page)
  await ann.write(`// of ann\n${base}`)
  await ann.save('a line by ann')
  stop()
  await bob.page.getByRole('button', { name: 'Save revision' }).click()
  await bob.page.getByLabel('What changed, and why?').fill('a status by bob')
  await bob.page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = bob.page.getByRole('dialog')
  await dialog.getByText(/Somebody saved [0-9a-f]{12} before you/).waitFor()
  await dialog.getByText('Both changes fit together').waitFor()
  await dialog.getByRole('button', { name: 'Use the right side' }).click()
  await bob.editor.getByText('// of ann').waitFor()
  t.match(await bob.editor.innerText(), /\/\/ of ann\n.*message: 'of bob'/s)
  await bob.save('both')
  await ann.page.getByText('both', { exact: true }).waitFor()
})

/** Nobody hears of news until the returned function is called: the save itself must find out. */
const hold = async (page: Awaited<ReturnType<typeof open>>['page']): Promise<() => void> => {
  await page.route('**/api/v1/programs/shared', (route) => route.abort())
  return () => { void page.unroute('**/api/v1/programs/shared') }
}

t.test('a newer revision is announced to whoever has a draft, and what both changed is left to them', async (t) => {
  await addProgram(store, 'announced')
  const [ann, bob] = await Promise.all([open({ program: 'announced' }), open({ program: 'announced', token: 'bob' })])
  await Promise.all([ann.editor.waitFor(), bob.editor.waitFor()])
  await ann.write(base)
  await ann.save('the base')
  await bob.editor.getByText('childless: true').waitFor()
  await bob.write(base.replace('status: {}', "status: { message: 'of bob' }"))
  await bob.state(/draft kept/)
  await ann.write(base.replace('status: {}', "status: { message: 'of ann' }"))
  await ann.save('of ann')
  await bob.page.getByText('A newer revision exists').waitFor()
  await bob.page.getByRole('button', { name: 'Merge it …' }).click()
  const dialog = bob.page.getByRole('dialog')
  await dialog.getByText('One place was changed on both sides').waitFor()
  t.match(await dialog.locator('.cm-merge-a').innerText(), 'of ann')
  t.match(await dialog.locator('.cm-merge-b').innerText(), 'of bob')
  await bob.page.keyboard.press('Escape')
  await bob.page.getByText('A newer revision exists').waitFor()
})

t.test('two windows of one person do not overwrite each other\'s draft', async (t) => {
  await addProgram(store, 'windows')
  const one = await open({ program: 'windows' })
  await one.editor.waitFor()
  await one.write(`// one\n${base}`)
  await one.state(/draft kept/)
  const two = await open({ program: 'windows' })
  await two.editor.getByText('// one').waitFor()
  await two.write(`// two\n${base}`)
  await two.state(/draft kept/)
  await one.write(`// one again\n${base}`)
  const dialog = one.page.getByRole('dialog')
  await dialog.getByText('Your draft was changed in another window').waitFor()
  await dialog.getByRole('button', { name: 'Use the right side' }).click()
  await one.state(/draft kept/)
  await two.page.reload()
  await two.editor.getByText('// one again').waitFor()
})

t.test('the log goes on after a cut without gaps or duplicates, filters by what records say, and can be held', async (t) => {
  await addProgram(store, 'lines')
  const write = (from: number, to: number): void => {
    for (let line = from; line <= to; line += 1) traffic.record({ ...recordedCall('lines', traffic.newId(), `p${line % 2}`), lines: [{ level: line % 10 === 0 ? 'error' : 'info', source: 'user', message: `line ${line}` }] })
  }
  const { page, editor } = await open({ program: 'lines' })
  await editor.waitFor()
  write(1, 20)
  await page.locator('.log-row', { hasText: /line 20$/ }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('not connected').waitFor()
  write(21, 40)
  await page.context().setOffline(false)
  await page.locator('.log-row', { hasText: /line 40$/ }).waitFor()
  write(41, 50)
  await page.locator('.log-row', { hasText: /line 50$/ }).waitFor()
  const lines = await page.locator('.log-row .text').allInnerTexts()
  t.strictSame(lines, Array.from({ length: 50 }, (_none, index) => `line ${index + 1}`))

  await page.getByRole('button', { name: 'Pause' }).click()
  write(51, 53)
  await page.getByText('paused, 3 new').waitFor()
  t.equal(await page.locator('.log-row').count(), 50)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.locator('.log-row', { hasText: /line 53$/ }).waitFor()

  await page.getByLabel('Level').selectOption('error')
  await page.waitForFunction("document.querySelectorAll('.log-row').length === 5")
  await page.getByLabel('Level').selectOption('')
  await page.getByLabel('Parent, as namespace/name').fill('default/p1')
  await page.waitForFunction("document.querySelectorAll('.log-row').length === 27")
  await page.getByLabel('Text in the message').fill('line 4')
  await page.waitForFunction("document.querySelectorAll('.log-row').length === 5")
})
