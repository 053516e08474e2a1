import t from 'tap'
import { playgroundInBrowser } from './open-playground.ts'

const open = await playgroundInBrowser(t)

t.test('the tree is one stop of the Tab key; arrows, Home, End, letters and Enter do the rest', async (t) => {
  const { page, complaints } = await open()
  const focused = () => page.evaluate<string>("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''")
  await page.keyboard.press('Tab')
  t.match(await focused(), 'Skip to the object')
  await page.keyboard.press('t')
  t.match(await focused(), /^KasprApp greeter/)
  t.equal(await page.locator('[role=treeitem][tabindex="0"]').count(), 1)
  await page.keyboard.press('ArrowRight')
  t.match(await focused(), /^StatefulSet greeter-app/)
  await page.keyboard.press('ArrowDown')
  t.match(await focused(), /^Pod greeter-app-0/)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  t.equal(await page.locator('[role=treeitem][aria-label^="StatefulSet greeter-app"]').getAttribute('aria-expanded'), 'false')
  t.equal(await page.locator('[role=treeitem][aria-label^="Pod greeter-app-0"]').count(), 0)
  await page.keyboard.press('l')
  t.match(await focused(), / luggage/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^luggage/ }).waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  t.match(await focused(), /^KasprApp greeter/)
  t.strictSame(complaints, [])
})

t.test('single keys work outside of texts, are listed, and can be switched off', async (t) => {
  const { page, complaints } = await open()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Go to the timeline').waitFor()
  await page.getByLabel('Single keys work').uncheck()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.keyboard.press('p')
  t.equal(await page.getByRole('button', { name: 'Pause the clock' }).count(), 1)
  await page.keyboard.press('?')
  await page.getByLabel('Single keys work').check()
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Let the clock run' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Pause the clock' }).waitFor()
  await page.keyboard.press('e')
  await page.keyboard.type('p?')
  t.equal(await page.getByRole('dialog').count(), 0)
  t.equal(await page.getByRole('button', { name: 'Pause the clock' }).count(), 1, 'typing is typing')
  t.strictSame(complaints, [])
})

t.test('light and dark follow the system', async (t) => {
  const background = async (colorScheme: 'light' | 'dark'): Promise<string> => {
    const { page, complaints, tab } = await open({ colorScheme })
    await tab('Edit')
    await page.locator('.cm-content').waitFor()
    t.strictSame(complaints, [])
    return page.evaluate<string>("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.editor').shadowRoot.querySelector('.cm-editor')).backgroundColor].join()")
  }
  t.equal(await background('light'), 'rgb(243, 244, 247),rgb(255, 255, 255)')
  t.equal(await background('dark'), 'rgb(18, 20, 27),rgb(26, 29, 39)')
})

t.test('it fits a narrow screen', async (t) => {
  for (const width of [360, 800, 1100]) {
    const { page } = await open({ width })
    t.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), width, `${width}`)
  }
})

t.test('everything that can be pressed has a name, and every field a label', async (t) => {
  const { page, tab } = await open()
  await tab('Edit')
  const nameless = await page.evaluate<readonly string[]>(`[...document.querySelectorAll('button, a, select, input')]
    .filter((element) => (element.getAttribute('aria-label') ?? '') === '' && element.textContent.trim() === '' && (element.labels?.length ?? 0) === 0)
    .map((element) => element.outerHTML)`)
  t.strictSame(nameless, [])
})
