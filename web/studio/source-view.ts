import type { DraftDetail, PlaceBody, ProgramDetail } from '../../studio/api/bodies.ts'
import type { CodeEditor } from '../parts/code-editor.ts'
import { button, el, setText } from '../parts/element.ts'
import { findingsList } from '../parts/findings-list.ts'
import type { Mistake } from '../parts/findings-list.ts'
import { toast, valueOr } from '../parts/toast.ts'
import { api } from './api.ts'
import { shortName } from './app.ts'
import type { App } from './app.ts'
import { askFirst } from './dialog.ts'
import { DraftKeeper, noDraft } from './draft-keeper.ts'
import { firstSource } from './first-source.ts'
import { latest } from './latest.ts'
import { mergeDialog } from './merge-dialog.ts'
import { patiently } from './patience.ts'
import { programEditor } from './program-editor.ts'

/** The text of the open program: edited, kept as a draft, saved as a revision, merged with what others saved. */
export class SourceView {
  readonly element = el('div', { class: 'edit' })
  readonly #app: App
  readonly #editor: CodeEditor
  readonly #about = el('span', { class: 'muted about-source' })
  readonly #news = el('div', { class: 'news', role: 'status' })
  readonly #findings = el('div', { 'aria-live': 'polite' })
  readonly #save = button('Save revision …', () => { void this.save() }, { class: 'primary', title: 'Ctrl+S' })
  readonly #discard = button('Discard draft', () => { void this.discard() })
  #keeper: DraftKeeper | undefined
  /** Program whose text is shown; empty while it is fetched. */
  #opened = ''
  #base: string | undefined
  #mistakes: readonly Mistake[] = []
  #saved: (revision: string) => void = () => undefined

  constructor(app: App) {
    this.#app = app
    const host = el('div', { class: 'editor' })
    this.element.append(el('div', { class: 'edit-head' }, this.#about, el('span', { class: 'spacer' }), this.#discard, this.#save), this.#news, host, this.#findings)
    const name = (): string => app.name.get()
    // The server answers everybody one question of a kind at a time.
    const check = latest((text: string) => patiently(() => api.check(name(), text)))
    const complete = latest((body: PlaceBody) => api.complete(name(), body))
    const hover = latest((body: PlaceBody) => api.hover(name(), body))
    this.#editor = programEditor(host, {
      check: async (text) => this.#list(await check(text)),
      complete: async (source, offset) => {
        const answer = await complete({ source, offset })
        return 'value' in answer ? answer.value.completions : []
      },
      hover: async (source, offset) => {
        const answer = await hover({ source, offset })
        return 'value' in answer ? answer.value.hint : undefined
      },
      changed: () => { this.#touch() },
    })
    app.program.follow(() => { this.#say() })
    app.draft.follow(() => { this.#say() })
  }

  /** Is called with every new revision. */
  onSaved(listener: (revision: string) => void): void {
    this.#saved = listener
  }

  text(): string {
    return this.#editor.text()
  }

  focus(): void {
    this.#editor.focus()
  }

  /** Shows a program: the draft if there is one, else its newest revision. */
  async open(program: ProgramDetail): Promise<void> {
    this.#opened = ''
    await this.#keeper?.leave()
    const [draft, source] = await Promise.all([draftOf(program), newestSource(program)])
    if (this.#app.name.get() !== program.name) return
    if (draft === undefined || source === undefined) return this.#close()
    this.#base = draft === null ? program.newest ?? undefined : draft.base
    this.#keeper = new DraftKeeper({ program: program.name, state: this.#app.draft, found: draft ?? undefined, text: () => this.text(), base: () => this.#base, clash: (current) => { void this.#clash(current) } })
    this.#editor.setText(draft?.source ?? source)
    this.#opened = program.name
    this.#say()
    performance.mark('source shown')
  }

  /** What should be shown is not to be had: nothing is shown, and nothing is kept. */
  #close(): void {
    this.#keeper = undefined
    this.#editor.setText('')
  }

  /** Puts another text into the editor, as if it were typed. */
  replace(text: string): void {
    this.#editor.setText(text)
    this.#touch()
    this.#editor.focus()
  }

  async discard(): Promise<void> {
    const program = this.#app.program.get()
    if (program === undefined) return
    const into = program.newest === null ? 'the first example' : `revision ${shortName(program.newest)}`
    const dropped = await askFirst({ title: 'Discard the draft?', action: 'Discard', content: [el('p', {}, `What you typed since is gone; the text becomes that of ${into}.`)], run: async () => {
      await this.#keeper?.drop()
      return { value: true }
    } })
    if (dropped === true) await this.open(program)
  }

  async save(): Promise<void> {
    const program = this.#app.program.get()
    if (program === undefined || !program.rights.edit || document.querySelector('dialog[open]') !== null) return
    await this.#keeper?.flush()
    const message = el('textarea', { id: 'save-message', rows: 3, required: true, maxlength: 4096 })
    const errors = this.#mistakes.filter(({ severity }) => severity === 'error').length
    let newest: string | undefined
    const saved = await askFirst<{ readonly name?: string }>({
      title: `Save a revision of ${program.name}`, action: 'Save',
      content: [
        el('p', { class: 'muted' }, 'A revision never changes. Saving runs nothing: the checks come next, then publishing.'),
        ...(errors === 0 ? [] : [el('p', { class: 'refusal' }, `The compiler finds ${errors === 1 ? 'one error' : `${errors} errors`} in it.`)]),
        el('label', { for: 'save-message' }, 'What changed, and why?'), message,
      ],
      run: async () => {
        const answer = await api.save(program.name, { source: this.text(), message: message.value.trim(), ...(this.#base === undefined ? {} : { base: this.#base }) })
        newest = 'refusal' in answer && answer.refusal.code === 'KH_BASE_OLD' ? answer.refusal.more?.newest ?? undefined : undefined
        return newest === undefined ? answer : { value: {} }
      },
    })
    if (newest !== undefined) await this.merge(newest, `Somebody saved ${shortName(newest)} before you`)
    else if (saved?.name !== undefined) await this.#isSaved(saved.name)
  }

  /** Puts a revision that came first and the own text together; what comes out of it is made from that revision. */
  async merge(newest: string, title: string): Promise<void> {
    const [theirs, base] = await Promise.all([api.revision(newest), sourceOf(this.#base)])
    const found = valueOr(theirs)
    if (found === undefined) return
    const made = await mergeDialog({ title, base, theirs: { name: `${shortName(found.name)} by ${found.author}`, text: found.source }, mine: this.text() })
    if (made === undefined) return
    this.#base = newest
    this.replace(made)
    await this.#app.reload()
  }

  async #clash(current: DraftDetail | undefined): Promise<void> {
    this.#keeper?.seen(current)
    if (current === undefined || current.source === this.text()) return this.#keeper?.touch()
    const made = await mergeDialog({ title: 'Your draft was changed in another window', base: await sourceOf(this.#base), theirs: { name: 'The draft from the other window', text: current.source }, mine: this.text() })
    if (made !== undefined) this.replace(made)
  }

  async #isSaved(name: string): Promise<void> {
    this.#base = name
    await this.#keeper?.drop()
    toast(`Saved ${name}`)
    await this.#app.reload()
    this.#say()
    this.#saved(name)
  }

  #touch(): void {
    this.#keeper?.touch()
    this.#say()
  }

  #list(answer: Awaited<ReturnType<typeof api.check>>): readonly Mistake[] {
    if ('refusal' in answer) return this.#mistakes
    const { diagnostics } = answer.value
    // The same again is nothing to say.
    if (JSON.stringify(diagnostics) === JSON.stringify(this.#mistakes)) return this.#mistakes
    this.#mistakes = diagnostics
    this.#findings.replaceChildren(...(this.#mistakes.length === 0 ? [] : [findingsList(this.#mistakes, (mistake) => { this.#editor.goTo(mistake) })]))
    return this.#mistakes
  }

  #say(): void {
    const program = this.#app.program.get()
    this.#save.disabled = program?.rights.edit !== true
    this.#discard.hidden = !this.#isDraft()
    const from = this.#base === undefined ? 'of the first revision' : `from ${shortName(this.#base)}`
    setText(this.#about, program === undefined ? '' : `${this.#isDraft() ? 'Draft' : 'Text'} ${from}`)
    if (program !== undefined) this.#hear(program)
  }

  /** Somebody else may have saved: nobody's work is lost where there is none. */
  #hear(program: ProgramDetail): void {
    const newer = program.newest
    if (newer === null || newer === this.#base || program.name !== this.#opened) this.#news.replaceChildren()
    else if (this.#isDraft()) this.#tell(newer, program.revisions[0]?.author ?? '')
    else void this.open(program)
  }

  #isDraft(): boolean {
    return this.#app.draft.get() !== noDraft
  }

  #tell(newer: string, author: string): void {
    if (this.#news.dataset['newest'] === newer && this.#news.childElementCount > 0) return
    this.#news.dataset['newest'] = newer
    this.#news.replaceChildren(el('div', { class: 'strip' }, el('span', {}, `A newer revision exists: ${shortName(newer)} by ${author}.`),
      button('Merge it …', () => { void this.merge(newer, `Merge ${shortName(newer)} into your text`) }, { class: 'small' })))
  }
}

/** Null where there is none. Undefined when it is not to be had: it may be there, and must not be overwritten. */
const draftOf = async ({ name, rights }: ProgramDetail): Promise<DraftDetail | null | undefined> => {
  const draft = rights.edit ? await api.draft(name) : undefined
  if (draft === undefined || ('refusal' in draft && draft.refusal.more?.status === 404)) return null
  return valueOr(draft)
}

const newestSource = async ({ newest }: ProgramDetail): Promise<string | undefined> => newest === null ? firstSource : valueOr(await api.revision(newest))?.source

/** Empty when it is not to be had. */
const sourceOf = async (revision: string | undefined): Promise<string> => {
  const found = revision === undefined ? undefined : await api.revision(revision)
  return found !== undefined && 'value' in found ? found.value.source : ''
}
