import type { RecordingSummary } from '../../../studio/api/bodies.ts'
import { button, el, setText } from '../../parts/element.ts'
import { toast, valueOr } from '../../parts/toast.ts'
import { api } from '../api.ts'
import { chosenRevision, shortName } from '../app.ts'
import type { App } from '../app.ts'
import { previewView } from '../preview-view.ts'
import { recordingTable } from '../recording-table.ts'
import { revisionSelect } from '../revision-select.ts'

/** What a revision would do otherwise than the active one, on recorded calls. */
export class ReplayPanel {
  readonly element: HTMLElement
  readonly #app: App
  readonly #table: ReturnType<typeof recordingTable>
  readonly #run = button('Replay', () => { void this.#replay() }, { class: 'primary' })
  readonly #result = el('div', { class: 'preview', role: 'status' })
  readonly #against = el('p', { class: 'muted' })
  readonly #listeners: ((recordings: readonly RecordingSummary[]) => void)[] = []

  constructor(app: App, request: (recording: RecordingSummary) => void) {
    this.#app = app
    this.#table = recordingTable({ pin: (recording) => { void this.#pin(recording) }, request })
    this.element = el('div', {}, el('div', { class: 'panel-tools' }, revisionSelect(app, 'Replay'), el('span', { class: 'spacer' }), button('Reload', () => { void this.reload() }, { 'aria-label': 'Reload recordings' }), this.#run), this.#against, this.#result, this.#table.element)
    app.panel.follow((panel) => { if (panel === 'replay') void this.reload() })
    app.name.follow(() => {
      this.#result.replaceChildren()
      if (app.panel.get() === 'replay') void this.reload()
    })
    for (const source of [app.program, app.revision]) source.follow(() => { this.#say() })
  }

  onRecordings(listener: (recordings: readonly RecordingSummary[]) => void): void {
    this.#listeners.push(listener)
  }

  async reload(): Promise<void> {
    const name = this.#app.name.get()
    if (name === '' || this.#app.program.get()?.rights.replay === false) return
    const items = valueOr(await api.recordings(name))?.items
    if (items === undefined || this.#app.name.get() !== name) return
    this.#table.show(items)
    for (const listener of this.#listeners) listener(items)
  }

  async #pin({ id }: RecordingSummary): Promise<void> {
    if (valueOr(await api.pin(id)) === undefined) return
    toast('Pinned: every check looks at this recording from now on')
    await this.reload()
  }

  async #replay(): Promise<void> {
    const revision = chosenRevision(this.#app)
    if (revision === undefined) return
    this.#run.disabled = true
    this.#result.replaceChildren(el('p', { class: 'muted' }, 'Replaying …'))
    const calls = this.#table.chosen()
    const found = valueOr(await api.replay(revision.name, calls.length === 0 ? {} : { calls: [...calls] }))
    this.#run.disabled = false
    this.#result.replaceChildren(...(found === undefined ? [] : [previewView(found)]))
  }

  #say(): void {
    const program = this.#app.program.get()
    const revision = chosenRevision(this.#app)
    this.#run.disabled = revision === undefined || program?.rights.replay !== true
    const active = program?.spec.activeRevision
    setText(this.#against, revision === undefined ? 'Save a revision first.' : active === undefined ? 'Nothing is active: everything counts as new.' : `Compared with ${shortName(active)}, which is active. Nothing is written.`)
  }
}
