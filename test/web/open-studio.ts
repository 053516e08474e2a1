import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { CustomResourceDefinition } from '../../hooks/program/custom-resource-definition.ts'
import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../src/engine/memory-store.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { buildLog } from '../../src/server/log.ts'
import { parseAllDocuments } from 'yaml'
import type { Identity } from '../../studio/api/identity.ts'
import { startStudio } from '../../studio/api/start-studio.ts'
import { studioParts } from '../../studio/api/studio-parts.ts'
import { memoryTraffic } from '../../studio/traffic/memory-traffic.ts'
import type { MemoryTraffic } from '../../studio/traffic/memory-traffic.ts'
import { openBrowser } from './browser.ts'
import { recordedCall } from './recorded-call.ts'

export interface StudioPage {
  readonly page: Page
  /** What the browser complained about, and what it asked of others. */
  readonly complaints: readonly string[]
  readonly editor: Locator
  readonly tab: (name: string) => Promise<void>
  /** Puts a text into the editor, as by hand. */
  readonly write: (text: string) => Promise<void>
  /** Waits until the strip of states says so. */
  readonly state: (words: RegExp) => Promise<void>
  /** Saves a revision and waits for the end of its checks. */
  readonly save: (message: string) => Promise<void>
}

export interface StudioPageOptions {
  readonly token?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  readonly program?: string
  /** Address in front of the server. */
  readonly through?: string
}

export interface StudioInBrowser {
  readonly url: string
  readonly store: MemoryStore
  readonly traffic: MemoryTraffic
  readonly open: (options?: StudioPageOptions) => Promise<StudioPage>
}

/**
 * Complaints without refusals that the page knows what to do with, which browsers list nevertheless: no draft yet (404), the
 * program changed meanwhile (412), another window asks the compiler (429), the own revision (403).
 */
export const serious = (complaints: readonly string[]): readonly string[] => complaints.filter((text) => !/status of (403|404|412|429)/.test(text))

/** Waits for what no locator can say. */
export const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!await isSo()) await new Promise((resolve) => { setTimeout(resolve, 50) })
}

const exampleFile = new URL('../../examples/studio/greeting.yaml', import.meta.url)
const kinds = [CustomResourceDefinition, HookProgram, HookRevision, ConfigMap]

/** Everybody is whom their token names: `ann` and `bob` may do everything, `vera` may only look. */
const people = (store: MemoryStore): Identity => ({
  authenticate: async (token) => ['ann', 'bob', 'vera'].includes(token) ? { name: token, groups: [] } : undefined,
  allowed: async ({ name }, verb) => name !== 'vera' || verb === 'get',
  storeFor: () => store,
})

/** The program of examples/studio, under a name of its own; nothing of it is active. */
export const addProgram = async (store: MemoryStore, name: string): Promise<void> => {
  const documents: readonly StoredObject[] = parseAllDocuments(readFileSync(exampleFile, 'utf8')).map((document) => document.toJS())
  for (const document of documents) {
    const kind = kinds.find((known) => known.kind === document.kind)
    const object: StoredObject = trusted(JSON.parse(JSON.stringify(document).replaceAll('greeting', name).replace(/"activeRevision":"[^"]*"/, '"historyLimit":50')))
    if (kind !== undefined && await store.get({ kind, name: object.metadata.name }) === undefined) await store.create(kind, object)
  }
}

/** What the program's controller does in a cluster, as far as the page shows it: the pointer becomes true. */
const followPointers = (store: MemoryStore): (() => void) => store.watch(HookProgram, ({ object }) => {
  const { spec, status } = trusted<{ readonly spec: HookProgram['spec']; readonly status?: HookProgram['status'] }>(object)
  const { activeRevision } = spec
  if (activeRevision === undefined || status?.active?.revision === activeRevision) return
  void store.updateStatus(HookProgram, trusted<StoredObject>({ ...object, status: { ...status, active: { revision: activeRevision, digest: '', compiledDigest: '' } } })).catch(() => undefined)
})

/** A Studio with compiler and sandbox over a store in memory, and a browser that looks at it. */
export const studioInBrowser = async (t: { teardown: (end: () => unknown) => void }): Promise<StudioInBrowser> => {
  const store = memoryStore({ clock: systemClock })
  const traffic = memoryTraffic({ replica: 'r1' })
  await addProgram(store, 'greeting')
  traffic.record(recordedCall('greeting', traffic.newId()))
  const stopPointers = followPointers(store)
  const parts = studioParts({ clock: systemClock, log: buildLog('silent', { write: () => undefined }), traffic, namespace: 'studio', release: '1', hosts: [] }, { identity: people(store), own: store })
  const { url, stop } = await startStudio({ ...parts.options, host: '127.0.0.1', port: 0 })
  const end = async (): Promise<void> => {
    stopPointers()
    await stop()
    await parts.stop()
  }
  const browser = await openBrowser().catch(async (cause: unknown) => {
    await end()
    throw cause
  })
  t.teardown(async () => {
    await browser.close()
    await end()
  })
  return {
    url, store, traffic,
    open: async ({ token = 'ann', colorScheme = 'light', width = 1440, program = 'greeting', through = url } = {}) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] })
      t.teardown(() => context.close())
      // Nothing but this server can be reached: offline from the internet.
      await context.route((asked) => asked.hostname !== '127.0.0.1', (route) => route.abort())
      return opened(await context.newPage(), through, new URLSearchParams({ ...(token === '' ? {} : { token }), program }).toString())
    },
  }
}

const opened = async (page: Page, url: string, fragment: string): Promise<StudioPage> => {
  const complaints: string[] = []
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()) })
  page.on('pageerror', ({ message }) => { complaints.push(message) })
  page.on('request', (request) => { if (!request.url().startsWith(url)) complaints.push(`asked ${request.url()}`) })
  await page.addInitScript("addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { console.error(`CSP ${violatedDirective} ${blockedURI}`) })")
  await page.goto(`${url}/studio/#${fragment}`)
  const editor = page.locator('#source .cm-content')
  const state = async (words: RegExp): Promise<void> => { await page.locator('.steps', { hasText: words }).waitFor() }
  return {
    page, complaints, editor, state,
    tab: (name) => page.getByRole('tab', { name, exact: true }).click(),
    write: async (text) => {
      await editor.click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(text)
    },
    save: async (message) => {
      await page.evaluate("document.getElementById('toasts').replaceChildren()")
      await page.getByRole('button', { name: 'Save revision' }).click()
      await page.getByLabel('What changed, and why?').fill(message)
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.locator('.toast', { hasText: /^Checks of/ }).waitFor()
    },
  }
}
