import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { forceLinting, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import type { Extension, Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import type { Finding } from '../src/playground/manifest-check.ts'
import { editorTheme } from './editor-theme.ts'

export interface EditorParts {
  /** Says what is wrong with a text. */
  readonly check: (text: string) => Promise<readonly Finding[]>
  readonly apply: () => void
  /** Somebody typed. */
  readonly changed: () => void
}

/** A YAML editor. Its styles live in a shadow root: the page's content security policy admits no style elements. */
export class Editor {
  readonly #view: EditorView
  readonly #extensions: Extension

  constructor(into: HTMLElement, { check, apply, changed }: EditorParts) {
    const root = into.attachShadow({ mode: 'open' })
    this.#extensions = [
      lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(),
      yaml(), editorTheme, lintGutter(),
      linter(async ({ state: { doc } }) => (await check(doc.toString())).map((finding) => diagnostic(doc, finding)), { delay: 250 }),
      keymap.of([{ key: 'Mod-Enter', run: () => { apply(); return true } }, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': 'YAML to apply', spellcheck: 'false' }),
      EditorView.updateListener.of(({ docChanged, transactions }) => { if (docChanged && transactions.some((one) => one.isUserEvent('input') || one.isUserEvent('delete') || one.isUserEvent('undo') || one.isUserEvent('redo') || one.isUserEvent('move'))) changed() }),
    ]
    this.#view = new EditorView({ state: this.#stateOf(''), parent: root, root })
  }

  text(): string {
    return this.#view.state.doc.toString()
  }

  /** Another text, with a history of its own. */
  setText(text: string): void {
    this.#view.setState(this.#stateOf(text))
    forceLinting(this.#view)
  }

  focus(): void {
    this.#view.focus()
  }

  goTo({ line, column }: Finding): void {
    const anchor = offsetOf(this.#view.state.doc, line, column)
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    this.#view.focus()
  }

  #stateOf(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions })
  }
}

const offsetOf = (doc: Text, line: number, column: number): number => {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(from + column - 1, to)
}

/** An empty place is marked up to the end of its line, so that there is something to see. */
const diagnostic = (doc: Text, { line, column, endLine, endColumn, severity, path, message }: Finding): Diagnostic => {
  const from = offsetOf(doc, line, column)
  const to = Math.max(from, endLine === line ? offsetOf(doc, endLine, endColumn) : doc.lineAt(from).to)
  return { from, to: to === from ? doc.lineAt(from).to : to, severity, message: path === '' ? message : `${path}: ${message}` }
}
