import type { Locator, Page } from 'playwright-core'
import { controllers } from '../../hooks/index.ts'
import { playgroundSetup } from '../../src/cli/playground-setup.ts'
import { startPlayground } from '../../src/playground/start.ts'
import { startService } from '../../src/server/service.ts'
import { openBrowser } from './browser.ts'

export interface OpenPage {
  readonly page: Page
  /** What the browser complained about, and what it asked of others. */
  readonly complaints: readonly string[]
  readonly row: (name: string) => Locator
  readonly tab: (name: 'Overview' | 'Edit' | 'Sync') => Promise<void>
  /** Puts a text into the editor, as by hand. */
  readonly write: (text: string) => Promise<void>
  /** Waits until a row of the tree says so. */
  readonly says: (name: string, words: RegExp) => Promise<void>
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
}

/** A service and a playground, and a browser that looks at it. */
export const playgroundInBrowser = async (t: { teardown: (end: () => unknown) => void }): Promise<(options?: PageOptions) => Promise<OpenPage>> => {
  const service = await startService({ controllers, settings: {}, release: '1', clock: () => new Date().toISOString(), host: '127.0.0.1', port: 0 })
  const { url, stop } = await startPlayground({ ...await playgroundSetup({}, { url: service.hooks }), host: '127.0.0.1', port: 0 })
  const end = async (): Promise<void> => {
    await stop()
    await service.stop(AbortSignal.abort())
  }
  const browser = await openBrowser().catch(async (cause: unknown) => {
    await end()
    throw cause
  })
  t.teardown(async () => {
    await browser.close()
    await end()
  })
  return async ({ colorScheme = 'light', width = 1440 } = {}) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] })
    t.teardown(() => context.close())
    return opened(await context.newPage(), url)
  }
}

const opened = async (page: Page, url: string): Promise<OpenPage> => {
  const complaints: string[] = []
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()) })
  page.on('pageerror', ({ message }) => { complaints.push(message) })
  page.on('request', (request) => { if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) complaints.push(`asked ${request.url()}`) })
  const row = (name: string): Locator => page.locator(`[role=treeitem][aria-label^="${name}"]`)
  await page.goto(url)
  await row('KasprApp greeter').waitFor()
  return {
    page, complaints, row,
    tab: (name) => page.getByRole('tab', { name }).click(),
    write: async (text) => {
      await page.locator('.cm-content').click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(text)
    },
    says: async (name, words) => {
      await page.getByRole('treeitem', { name: new RegExp(`^${name}.*${words.source}`) }).waitFor()
    },
  }
}
