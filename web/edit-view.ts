import type { Finding } from '../src/playground/manifest-check.ts'
import type { ObjectDetail } from '../src/playground/object-detail.ts'
import { api } from './api.ts'
import type { App } from './app.ts'
import { button, el, setText } from './parts/element.ts'
import { yamlEditor } from './editor.ts'
import type { CodeEditor } from './parts/code-editor.ts'
import { findingsList } from './parts/findings-list.ts'
import { toast, valueOr } from './parts/toast.ts'

/** The editor with its buttons. It follows the selected object as long as nobody types. */
export class EditView {
  readonly element = el('div', { class: 'edit' })
  readonly #host = el('div', { class: 'editor' })
  readonly #title = el('span', { class: 'muted' })
  readonly #findings = el('div', { 'aria-live': 'polite' })
  readonly #discard = button('Discard', () => { this.#reset() }, { hidden: true })
  readonly #editor: CodeEditor
  readonly #app: App
  #shown: ObjectDetail | undefined
  #next: ObjectDetail | undefined
  #isDirty = false

  constructor(app: App) {
    this.#app = app
    const examples = el('select', { 'aria-label': 'Load an example', change: () => { void this.#load(examples.value) } }, el('option', { value: '' }, 'Load an example …'))
    void fillExamples(examples)
    this.element.append(
      el('div', { class: 'edit-head' }, this.#title, el('span', { class: 'spacer' }), examples, this.#discard, button('Apply', () => { void this.apply() }, { class: 'primary', title: 'Ctrl+Enter' })),
      this.#host, this.#findings)
    this.#editor = yamlEditor(this.#host, { check: (text) => this.#check(text), apply: () => { void this.apply() }, changed: () => { this.#mark(true) } })
    this.#say()
  }

  /** Shows the text of an object, unless somebody's own text would be lost. */
  follow(detail: ObjectDetail | undefined): void {
    this.#next = detail
    if (this.#isDirty || detail === undefined || (this.#shown?.id === detail.id && this.#shown.manifest === detail.manifest)) return
    this.#reset()
  }

  focus(): void {
    this.#editor.focus()
  }

  async apply(): Promise<void> {
    const answer = await api.apply(this.#editor.text())
    if ('refusal' in answer) this.#list(answer.refusal.more?.findings ?? [])
    const outcome = valueOr(answer)
    if (outcome === undefined) return
    this.#mark(false)
    toast(outcome.applied.length === 0 ? 'There is nothing to apply' : `${outcome.applied.map(({ object, outcome: became }) => `${object} ${became}`).join(', ')}${this.#waiting()}`)
  }

  /** Nothing follows from a change before the clock moves. */
  #waiting(): string {
    return this.#app.world.get()?.clock.playing === false ? '. The clock stands still: nothing happens before it moves' : ''
  }

  #reset(): void {
    this.#shown = this.#next
    this.#editor.setText(this.#shown?.manifest ?? '')
    this.#mark(false)
  }

  async #load(name: string): Promise<void> {
    if (name === '') return
    const example = valueOr(await api.example(name))
    if (example === undefined) return
    this.#editor.setText(example.text)
    this.#mark(true)
    this.#editor.focus()
  }

  async #check(text: string): Promise<readonly Finding[]> {
    const answer = text.trim() === '' ? undefined : await api.check(text)
    const findings = answer !== undefined && 'value' in answer ? answer.value.findings : []
    this.#list(findings)
    return findings
  }

  #list(findings: readonly Finding[]): void {
    this.#findings.replaceChildren(...(findings.length === 0 ? [] : [findingsList(findings, (finding) => { this.#editor.goTo(finding) })]))
  }

  #mark(isDirty: boolean): void {
    this.#isDirty = isDirty
    this.#discard.hidden = !isDirty
    this.#say()
  }

  #say(): void {
    setText(this.#title, this.#isDirty ? 'Not applied yet' : this.#shown === undefined ? 'New' : 'As applied')
  }
}

const fillExamples = async (into: HTMLSelectElement): Promise<void> => {
  const examples = valueOr(await api.examples()) ?? []
  into.append(...examples.map(({ name, summary }) => el('option', { value: name }, `${name}: ${summary}`)))
}
