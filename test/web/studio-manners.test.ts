import { gzipSync } from 'node:zlib'
import t from 'tap'
import { studioPackages } from '../../studio/api/studio-packages.ts'
import { contrast } from './contrast.ts'
import { serious, studioInBrowser } from './open-studio.ts'

const { open, url } = await studioInBrowser(t)

const source = "// by keys\nexport const sync = () => ({ children: [], childless: true, status: {} })\n"

t.test('without a token the page asks for one, and nobody gets in without', async (t) => {
  const { page, editor } = await open({ token: '' })
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  t.equal(await page.locator('main').isVisible(), false)
  t.equal(await page.evaluate<string>('document.activeElement.id'), 'token')
  await page.keyboard.type('nobody')
  await page.keyboard.press('Enter')
  await page.locator('main').waitFor({ state: 'hidden' })
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await page.getByRole('textbox', { name: 'Token' }).fill('ann')
  await page.keyboard.press('Enter')
  await editor.getByText('@studio/k8s').first().waitFor()
  t.equal((await fetch(`${url}/api/v1/programs`)).status, 401)
})

t.test('everything is done with keys alone: write, save, publish', async (t) => {
  const { page, editor, state } = await open()
  await editor.getByText('@studio/k8s').first().waitFor()
  await page.keyboard.press('Tab')
  t.match(await page.evaluate<string>('document.activeElement.textContent'), 'Skip to the editor')
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Go to the live log').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  t.match(await page.evaluate<string>('document.activeElement.textContent'), 'greeting')
  await page.keyboard.press('e')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(source)
  await state(/Draft.*kept \d/)
  await page.keyboard.press('ControlOrMeta+s')
  await page.keyboard.type('by keys')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('.toast', { hasText: /^Checks of/ }).waitFor()
  t.equal(await page.evaluate<string>("document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"), 'Source of the program', 'the focus is where it was')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await page.keyboard.press('r')
  t.equal(await page.evaluate<string>('document.activeElement.id'), 'tab-revisions')
  for (let presses = 0; presses < 6 && await page.evaluate<string>('document.activeElement.tagName') !== 'SUMMARY'; presses += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  t.match(await page.evaluate<string>('document.activeElement.textContent'), 'Publish')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  const words = await page.getByRole('dialog').innerText()
  if (/were not/.test(words)) {
    await page.keyboard.type('tested by keys')
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.locator('.toast', { hasText: 'Published' }).waitFor()
})

t.test('somebody who may only look is told so', async (t) => {
  const { page, editor } = await open({ token: 'vera' })
  await editor.getByText('sync').first().waitFor()
  t.equal(await page.getByRole('button', { name: 'Save revision' }).isDisabled(), true)
  await page.locator('.revisions summary').first().click()
  const publish = page.getByRole('button', { name: 'Approve' })
  t.equal(await publish.isDisabled(), true)
  t.equal(await publish.getAttribute('title'), 'You need the right to approve')
})

const nameless = `[...document.querySelectorAll('button, a, select, input, textarea, [role=tab], [role=tabpanel], nav, section, [role=log], dialog')]
  .filter((element) => !element.closest('[hidden]'))
  .filter((element) => (element.getAttribute('aria-label') ?? '') === '' && element.getAttribute('aria-labelledby') === null && element.textContent.trim() === '' && (element.labels?.length ?? 0) === 0)
  .map((element) => element.outerHTML.slice(0, 200))`
const broken = `[...document.querySelectorAll('[aria-labelledby], [aria-controls], [aria-describedby], label[for]')]
  .flatMap((element) => ['aria-labelledby', 'aria-controls', 'aria-describedby', 'for'].map((name) => element.getAttribute(name)).filter((id) => id !== null && document.getElementById(id) === null))`
const doubled = "[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index)"

t.test('every control has a name, every reference a target, and every id is there once', async (t) => {
  const { page, editor, tab } = await open()
  await editor.waitFor()
  for (const name of ['Revisions', 'Checks', 'Replay', 'Try', 'Types', 'History']) {
    await tab(name)
    for (const what of [nameless, broken, doubled]) t.strictSame(await page.evaluate<readonly string[]>(what), [], name)
  }
  t.equal(await page.locator('h1').count(), 1)
  t.equal(await page.getByRole('main').count(), 1)
  t.equal(await page.getByRole('navigation').count(), 1)
})

t.test('texts stand out from what is behind them, in light and in dark', async (t) => {
  const pairs = [['text', 'surface'], ['muted', 'surface'], ['muted', 'page'], ['faint', 'surface'], ['accent', 'surface'], ['on-accent', 'accent'], ['good', 'good-bg'], ['busy', 'busy-bg'], ['bad', 'bad-bg'], ['held', 'held-bg'], ['muted', 'plain-bg'],
    ['bad', 'surface'], ['busy', 'surface'], ['held', 'surface'], ['code-key', 'surface'], ['code-text', 'surface'], ['code-number', 'surface'], ['code-comment', 'surface']] as const
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await open({ colorScheme })
    for (const [front, back] of pairs) {
      const colours = await page.evaluate<readonly string[]>(`['${front}', '${back}'].map((name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim())`)
      // What is faint is a hint beside a text that says the same: large-text contrast.
      const least = front === 'faint' ? 3 : 4.5
      t.ok(contrast(colours[0] ?? '', colours[1] ?? '') >= least, `${colorScheme}: ${front} on ${back} ${colours.join(' ')}`)
    }
  }
})

t.test('it fits narrow screens', async (t) => {
  for (const width of [360, 800, 1100, 1440]) {
    const { page, editor } = await open({ width })
    await editor.waitFor()
    t.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), width, `${width}`)
  }
})

t.test('JavaScript is at most 400 KB, nothing comes from elsewhere, and no policy is violated', async (t) => {
  const { page, complaints, editor } = await open()
  await editor.getByText('sync').first().waitFor()
  const paths = await page.evaluate<readonly string[]>("performance.getEntriesByType('resource').filter(({ name }) => /\\.(ts|js)$/.test(name)).map(({ name }) => name)")
  t.ok(paths.length > 30)
  const bodies = await Promise.all(paths.map(async (path) => Buffer.from(await (await fetch(path)).arrayBuffer())))
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
  t.ok(bytes <= 400_000, `${bytes}`)
  const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
  const shown = await page.evaluate<number>("performance.getEntriesByName('source shown')[0]?.startTime ?? -1")
  t.comment(`JavaScript ${(bytes / 1000).toFixed(1)} KB gzip in ${paths.length} files; first contentful paint ${paint.toFixed(0)} ms, source in the editor ${shown.toFixed(0)} ms`)
  t.strictSame(studioPackages.filter((name) => !paths.includes(`${url}/modules/${name}.js`)), [], 'nothing is served that the page does not use')
  t.strictSame(serious(complaints), [])
})
