import type { RecordingSummary, TryAnswer, TryBody } from '../../../studio/api/bodies.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { badgeView } from '../../parts/badge-view.ts'
import { jsonView } from '../../parts/changes-view.ts'
import { copyText } from '../../parts/clipboard.ts'
import { button, el, setText } from '../../parts/element.ts'
import { valueOr } from '../../parts/toast.ts'
import { api } from '../api.ts'
import type { App } from '../app.ts'
import { parentText } from '../recording-table.ts'
import { tryCommand } from '../try-command.ts'

/** Builds a request and asks the text in the editor, without anything being written. */
export class TryPanel {
  readonly element: HTMLElement
  readonly #app: App
  readonly #source: () => string
  readonly #request = el('textarea', { id: 'try-request', rows: 12, spellcheck: 'false', 'aria-describedby': 'try-problem' })
  readonly #problem = el('p', { id: 'try-problem', class: 'problem', role: 'alert' })
  readonly #hook = el('select', { id: 'try-hook' }, el('option', { value: 'sync' }, 'sync'), el('option', { value: 'finalize' }, 'finalize'))
  readonly #parent = el('input', { id: 'try-parent', type: 'text', required: true, placeholder: 'namespace/name' })
  readonly #recordings = el('select', { id: 'try-recording', change: () => { void this.#take(this.#recordings.value) } })
  readonly #result = el('div', { class: 'result', role: 'status' })
  readonly #run = button('Try the text', () => { void this.run() }, { class: 'primary' })
  /** The time of a recording is part of it. */
  #now: string | undefined

  constructor(app: App, source: () => string) {
    this.#app = app
    this.#source = source
    this.showRecordings([])
    const field = (label: string, input: HTMLElement): HTMLElement => el('span', { class: 'field' }, el('label', { for: input.id }, label), input)
    this.element = el('div', { class: 'try' },
      field('From a recording', this.#recordings),
      el('form', { class: 'line', submit: (event) => { event.preventDefault(); void this.#build() } }, field('From a live parent', this.#parent), el('button', { type: 'submit' }, 'Build')),
      el('label', { for: 'try-request' }, 'Request, as JSON'), this.#request, this.#problem,
      el('div', { class: 'panel-tools' }, field('Hook', this.#hook), el('span', { class: 'spacer' }), button('Copy as curl', () => { this.#copy() }), this.#run),
      this.#result)
    app.program.follow((program) => { this.#run.disabled = program?.rights.replay !== true })
  }

  showRecordings(recordings: readonly RecordingSummary[]): void {
    const first = recordings.length === 0 ? 'nothing is recorded' : 'choose one …'
    this.#recordings.replaceChildren(el('option', { value: '' }, first), ...recordings.map(({ id, parent, hook, now }) => el('option', { value: id }, `${parentText(parent)} ${hook} ${now.slice(11, 19)}`)))
  }

  async take({ id }: RecordingSummary): Promise<void> {
    this.#app.panel.set('try')
    await this.#take(id)
    this.#request.focus()
  }

  async run(): Promise<void> {
    const body = this.#body()
    if (body === undefined) return
    this.#run.disabled = true
    this.#result.replaceChildren(el('p', { class: 'muted' }, 'Running …'))
    const answer = valueOr(await api.tryOut(this.#app.name.get(), body))
    this.#run.disabled = false
    this.#result.replaceChildren(...(answer === undefined ? [] : answerView(answer)))
  }

  async #take(id: string): Promise<void> {
    const found = id === '' ? undefined : valueOr(await api.recording(id))
    if (found === undefined) return
    this.#hook.value = found.hook
    this.#show(found.request, found.now)
  }

  async #build(): Promise<void> {
    const [name = '', namespace] = this.#parent.value.trim().split('/').toReversed()
    const found = valueOr(await api.request(this.#app.name.get(), { ...(namespace === undefined ? {} : { namespace }), name }))
    if (found !== undefined) this.#show(found.request, undefined)
  }

  #show(request: JsonObject, now: string | undefined): void {
    this.#request.value = JSON.stringify(request, null, 2)
    this.#now = now
    setText(this.#problem, '')
  }

  /** Undefined when the request is no JSON, which is said. */
  #body(): TryBody | undefined {
    try {
      const request = JSON.parse(this.#request.value)
      setText(this.#problem, '')
      return { source: this.#source(), hook: this.#hook.value === 'finalize' ? 'finalize' : 'sync', request, ...(this.#now === undefined ? {} : { now: this.#now }) }
    } catch (cause) {
      setText(this.#problem, `This is no JSON: ${cause instanceof Error ? cause.message : ''}`)
      this.#request.focus()
      return undefined
    }
  }

  #copy(): void {
    const body = this.#body()
    if (body !== undefined) void copyText(tryCommand(new URL(api.tryPath(this.#app.name.get()), location.href).href, body), 'the request as curl; set STUDIO_TOKEN to your token')
  }
}

const answerView = ({ answer, error, warnings, logs, milliseconds, memoryBytes }: TryAnswer): readonly HTMLElement[] => [
  el('p', {}, badgeView(error === undefined ? { text: 'answered', tone: 'good', title: '' } : { text: 'no answer', tone: 'bad', title: '' }), ` ${milliseconds.toFixed(1)} ms, ${(memoryBytes / 1_048_576).toFixed(1)} MiB`),
  ...(error === undefined ? [] : [el('p', { class: 'refusal' }, `${error.message} (${error.code})`)]),
  ...(error?.stack === undefined ? [] : [el('pre', { tabindex: 0, 'aria-label': 'Where it happened' }, error.stack)]),
  ...warnings.map((warning) => el('p', { class: 'warning' }, warning)),
  ...(logs.length === 0 ? [] : [el('h4', {}, 'Log'), el('ul', { class: 'try-logs' }, ...logs.map(({ level, message }) => el('li', { class: `log-row ${level}` }, el('span', { class: 'level' }, level), ` ${message}`)))]),
  ...(answer === undefined ? [] : [el('h4', {}, 'Answer'), jsonView(answer)]),
]
