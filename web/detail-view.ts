import type { ObjectDetail } from '../src/playground/object-detail.ts'
import type { SyncDetail } from '../src/playground/sync-detail.ts'
import { api } from './api.ts'
import type { App, Tab } from './app.ts'
import type { Cell } from './parts/cell.ts'
import { showBadges } from './parts/badge-view.ts'
import { EditView } from './edit-view.ts'
import { el, place, setText } from './parts/element.ts'
import { objectActions } from './object-actions.ts'
import { overview } from './object-view.ts'
import { syncView } from './sync-view.ts'
import { tabBar, tabPanel } from './parts/tab-bar.ts'
import { valueOr } from './parts/toast.ts'

/** The middle of the page: the selected object, the editor, a sync. */
export class DetailView {
  readonly edit: EditView
  readonly #app: App
  readonly #detail: Cell<ObjectDetail | undefined>
  readonly #head = { kind: el('p', { class: 'eyebrow' }), name: el('h2', {}), badges: el('div', { class: 'badges' }), actions: el('div') }
  readonly #panels: Readonly<Record<Tab, HTMLElement>> = { overview: panel('overview'), edit: panel('edit'), sync: panel('sync') }
  #seen = ''

  constructor(app: App, detail: Cell<ObjectDetail | undefined>) {
    this.#app = app
    this.#detail = detail
    this.edit = new EditView(app)
    const { kind, name, badges, actions } = this.#head
    this.#panels.edit.append(this.edit.element)
    place('detail').append(el('div', { class: 'detail-head' }, el('div', {}, kind, name, badges), actions), tabBar<Tab>({ label: 'Object', names: tabNames, order: ['overview', 'edit', 'sync'], current: app.tab, panels: this.#panels }), ...Object.values(this.#panels))
    app.world.follow((world) => { if (world !== undefined) void this.#load(`${app.selected.get()} ${world.revision}`) })
    app.selected.follow((id) => { void this.#load(`${id} ${app.world.get()?.revision ?? ''}`) })
    app.sync.follow((id) => { if (id !== undefined) void this.#loadSync(id) })
    setText(kind, 'Nothing selected')
  }

  /** Once for every object and revision. */
  async #load(key: string): Promise<void> {
    const id = this.#app.selected.get()
    if (id === '' || key === this.#seen) return
    this.#seen = key
    const answer = await api.object(id)
    if (id !== this.#app.selected.get()) return
    if ('value' in answer) this.#show(answer.value)
    else this.#showGone()
  }

  #show(detail: ObjectDetail): void {
    const before = this.#detail.get()
    const { kind, name, badges, actions } = this.#head
    setText(kind, `${detail.kind} · ${detail.apiVersion}${detail.namespace === '' ? '' : ` · ${detail.namespace}`}`)
    setText(name, detail.name)
    showBadges(badges, detail.badges)
    if (before?.id !== detail.id || before.pause !== detail.pause) actions.replaceChildren(objectActions(detail))
    if (JSON.stringify(before) !== JSON.stringify(detail)) replaceKeepingScroll(this.#panels.overview, overview(this.#app, detail))
    this.#detail.set(detail)
    this.edit.follow(detail)
  }

  /** A pod that was killed comes again under its name: its buttons stay where they are. */
  #showGone(): void {
    showBadges(this.#head.badges, [{ text: 'Gone', tone: 'plain', title: 'It does not exist at the moment' }])
  }

  async #loadSync(id: number): Promise<void> {
    const sync: SyncDetail | undefined = valueOr(await api.sync(id))
    if (sync === undefined || this.#app.sync.get() !== id) return
    this.#panels.sync.replaceChildren(syncView(sync))
    this.#panels.sync.scrollTop = 0
  }
}

const tabNames: Readonly<Record<Tab, string>> = { overview: 'Overview', edit: 'Edit', sync: 'Sync' }

const panel = (tab: Tab): HTMLElement => tabPanel(tab, tab !== 'edit',
  ...(tab === 'sync' ? [el('p', { class: 'muted empty' }, 'Pick a sync in the timeline to see what was asked, answered and written.')] : []))

const replaceKeepingScroll = (into: HTMLElement, content: HTMLElement): void => {
  const { scrollTop } = into
  const inner = into.querySelector('.stored')?.scrollTop ?? 0
  into.replaceChildren(content)
  into.scrollTop = scrollTop
  const stored = into.querySelector('.stored')
  if (stored !== null) stored.scrollTop = inner
}
