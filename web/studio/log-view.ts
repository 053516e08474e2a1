import type { Dropped } from '../../studio/api/bodies.ts'
import type { LogRecord } from '../../studio/traffic/traffic.ts'
import { button, el, place, setAttribute, setText } from '../parts/element.ts'
import { api } from './api.ts'
import { shortName } from './app.ts'
import type { App } from './app.ts'
import type { ServerEvent } from './event-parser.ts'
import { eventStream } from './event-stream.ts'
import { logFilters } from './log-filters.ts'

export const mostRows = 5000

/** The live log of the open program: goes on where a lost connection ended, keeps the newest rows, and can be held. */
export class LogView {
  readonly #app: App
  readonly #rows = place('log-rows')
  readonly #none = el('p', { class: 'muted empty' }, 'No lines yet.')
  readonly #list = el('div', { class: 'log' })
  readonly #state = el('span', { class: 'muted log-state', role: 'status' })
  readonly #hold = button('Pause', () => { this.#toggle() }, { class: 'small', 'aria-pressed': 'false' })
  readonly #filters = logFilters(() => { this.#restart() })
  #waiting: HTMLElement[] = []
  #isHeld = false
  #isConnected = false
  #isDue = false
  #stream: { readonly stop: () => void } | undefined

  constructor(app: App) {
    this.#app = app
    this.#rows.append(this.#none, this.#list)
    place('log-filters').append(this.#state, ...this.#filters.elements, this.#hold, button('Clear', () => { this.#clear() }, { class: 'small', title: 'Empty this view; nothing is deleted' }))
    app.name.follow(() => { this.#restart() })
    app.program.follow((program) => { this.#filters.show(program?.revisions.map(({ name }) => name) ?? []) })
  }

  focus(): void {
    this.#rows.focus()
  }

  /** The session is over, or another one begins. */
  stop(): void {
    this.#stream?.stop()
  }

  #restart(): void {
    this.stop()
    this.#clear()
    const name = this.#app.name.get()
    if (name === '') return
    this.#stream = eventStream(api.logsPath(name, this.#filters.query()), {
      event: (event) => { this.#take(event) },
      connected: (is) => {
        this.#isConnected = is
        this.#say()
      },
    })
  }

  #clear(): void {
    this.#waiting = []
    this.#list.replaceChildren()
    this.#none.hidden = false
    this.#say()
  }

  #take({ event, data }: ServerEvent): void {
    if (event === 'log') this.#waiting.push(rowOf(JSON.parse(data)))
    if (event === 'dropped') this.#waiting.push(droppedRow(JSON.parse(data)))
    if (this.#waiting.length > mostRows) this.#waiting.splice(0, this.#waiting.length - mostRows)
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      this.#show()
    }, 50)
  }

  /** Puts what came into the page; the view follows the end unless somebody scrolled away from it. */
  #show(): void {
    this.#say()
    if (this.#isHeld || this.#waiting.length === 0) return
    const { scrollTop, scrollHeight, clientHeight } = this.#rows
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 40
    this.#list.append(...this.#waiting.splice(0))
    while (this.#list.childElementCount > mostRows) this.#list.firstElementChild?.remove()
    this.#none.hidden = true
    if (isAtEnd) this.#rows.scrollTop = this.#rows.scrollHeight
    this.#say()
  }

  #toggle(): void {
    this.#isHeld = !this.#isHeld
    setText(this.#hold, this.#isHeld ? 'Go on' : 'Pause')
    setAttribute(this.#hold, 'aria-pressed', String(this.#isHeld))
    this.#show()
  }

  #say(): void {
    const waiting = this.#isHeld && this.#waiting.length > 0 ? `, ${this.#waiting.length} new` : ''
    const words = this.#isHeld ? `paused${waiting}` : this.#isConnected ? 'live' : 'not connected'
    setText(this.#state, this.#app.name.get() === '' ? '' : words)
  }
}

const rowOf = ({ ts, level, revision, parent, source, message }: LogRecord): HTMLElement => el('div', { class: `log-row ${level}` },
  el('time', { datetime: ts }, ts.slice(11, 23)),
  el('span', { class: 'level' }, level),
  el('span', { class: 'of' }, parent === undefined ? '' : parent.namespace === undefined ? parent.name : `${parent.namespace}/${parent.name}`),
  el('span', { class: 'rev', title: revision }, revision === undefined ? '' : shortName(revision).slice(0, 6)),
  el('span', { class: source === 'host' ? 'text host' : 'text' }, message))

const droppedRow = ({ count }: Dropped): HTMLElement => el('div', { class: 'log-row dropped' }, el('span', { class: 'text' }, `${count === 1 ? 'One line was' : `${count} lines were`} dropped: they came faster than they could be shown.`))
