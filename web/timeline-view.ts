import type { TimelineRow } from '../src/playground/timeline-page.ts'
import type { ObjectDetail } from '../src/playground/object-detail.ts'
import { api } from './api.ts'
import type { App } from './app.ts'
import type { Cell } from './parts/cell.ts'
import { button, el, place, setAttribute } from './parts/element.ts'
import { keyedList } from './parts/keyed-list.ts'
import { allNodes } from './tree-row.ts'

/** What happened, newest first; a sync opens when it is pressed. */
export class TimelineView {
  readonly #app: App
  readonly #detail: Cell<ObjectDetail | undefined>
  readonly #list = el('ol', { class: 'timeline' })
  readonly #more = button('Older', () => { void this.#older() }, { class: 'more' })
  readonly #only = el('input', { type: 'checkbox', change: () => { void this.#reload() } })
  readonly #quiet = el('input', { type: 'checkbox', change: () => { void this.#reload() } })
  readonly #show: (rows: readonly TimelineRow[]) => void
  #rows: readonly TimelineRow[] = []
  #seen = ''

  constructor(app: App, detail: Cell<ObjectDetail | undefined>) {
    this.#app = app
    this.#detail = detail
    this.#show = keyedList<TimelineRow>(this.#list, { key: ({ id, time }) => `${id} ${time}`, make: (row) => this.#make(row), update: (made, row) => { this.#mark(made, row) } })
    place('filters').append(el('label', { title: 'Only what is about the selected object' }, this.#only, 'Selected'), el('label', { title: 'Syncs that wrote nothing, too' }, this.#quiet, 'Quiet'))
    place('rows').append(this.#list, this.#more)
    app.world.follow((world) => {
      if (world === undefined || world.revision === this.#seen) return
      this.#seen = world.revision
      void this.#reload()
    })
    app.sync.follow(() => { this.#show(this.#rows) })
    detail.follow(() => { if (this.#only.checked) void this.#reload() })
  }

  focus(): void {
    this.#list.querySelector<HTMLElement>('button')?.focus()
  }

  #query(before?: number): Readonly<Record<string, string>> {
    const object = this.#only.checked ? this.#detail.get()?.described ?? '' : ''
    return { ...(object === '' ? {} : { object }), ...(this.#quiet.checked ? { quiet: 'true' } : {}), ...(before === undefined ? {} : { before: String(before) }) }
  }

  async #reload(): Promise<void> {
    const answer = await api.timeline(this.#query())
    if ('value' in answer) this.#take(answer.value.rows, answer.value.more)
  }

  async #older(): Promise<void> {
    const last = this.#rows.at(-1)
    const answer = last === undefined ? undefined : await api.timeline(this.#query(last.id))
    if (answer !== undefined && 'value' in answer) this.#take([...this.#rows, ...answer.value.rows], answer.value.more)
  }

  #take(rows: readonly TimelineRow[], more: boolean): void {
    this.#rows = rows
    this.#show(rows)
    this.#more.hidden = !more
  }

  #make(row: TimelineRow): HTMLElement {
    const words = [
      el('time', { datetime: row.time }, row.time.slice(11, 19)),
      el('span', { class: `dot ${row.tone}`, 'aria-hidden': 'true' }),
      el('span', { class: 'what' }, el('span', { class: 'object' }, shortName(row.object)), el('span', { class: 'by' }, row.by), el('span', { class: 'text' }, row.text)),
    ]
    return el('li', { class: row.isQuiet ? 'quiet' : undefined }, row.type === 'sync' ? el('button', { type: 'button', class: 'entry', click: () => { this.#open(row) } }, ...words) : el('div', { class: 'entry' }, ...words))
  }

  #mark(made: HTMLElement, { id }: TimelineRow): void {
    const entry = made.firstElementChild
    if (entry !== null) setAttribute(entry, 'aria-current', id === this.#app.sync.get() ? 'true' : undefined)
  }

  /** A sync is shown together with the object that it was about, if that still exists. */
  #open({ id, object }: TimelineRow): void {
    const about = allNodes(this.#app.world.get()?.trees ?? []).find(({ kind, namespace, name }) => object === `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`)
    this.#app.sync.set(id)
    this.#app.select(about?.id ?? this.#app.selected.get(), 'sync')
  }
}

/** `Kind namespace/name` without a namespace that goes without saying. */
const shortName = (object: string): string => object.replace(/ default\//, ' ')
