import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { forceLinting, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import type { Extension, Text, Transaction } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { editorTheme } from './editor-theme.ts'
import type { Mistake } from './findings-list.ts'

export interface CodeEditorParts {
  /** What screen readers call it. */
  readonly label: string
  /** Language, and keys that come before the usual ones. */
  readonly extensions: Extension
  /** Says what is wrong with a text. */
  readonly check: (text: string) => Promise<readonly Mistake[]>
  /** Milliseconds without typing before it is checked. */
  readonly delay: number
  /** Somebody typed. */
  readonly changed: () => void
}

/** An editor. Its styles live in a shadow root: the page's content security policy admits no style elements. */
export class CodeEditor {
  readonly #view: EditorView
  readonly #extensions: Extension

  constructor(into: HTMLElement, { label, extensions, check, delay, changed }: CodeEditorParts) {
    const root = into.attachShadow({ mode: 'open' })
    this.#extensions = [
      lineNumbers(), extensions, history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(),
      editorTheme, lintGutter(),
      linter(async ({ state: { doc } }) => (await check(doc.toString())).map((mistake) => diagnostic(doc, mistake)), { delay }),
      keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
      EditorView.updateListener.of(({ docChanged, transactions }) => { if (docChanged && transactions.some(isByHand)) changed() }),
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

  goTo({ line, column }: Pick<Mistake, 'line' | 'column'>): void {
    const anchor = offsetOf(this.#view.state.doc, line, column)
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    this.#view.focus()
  }

  #stateOf(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions })
  }
}

const isByHand = (one: Transaction): boolean => ['input', 'delete', 'undo', 'redo', 'move'].some((event) => one.isUserEvent(event))

const offsetOf = (doc: Text, line: number, column: number): number => {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(from + column - 1, to)
}

/** An empty place is marked up to the end of its line, so that there is something to see. */
const diagnostic = (doc: Text, { line, column, endLine, endColumn, severity, path = '', code, message }: Mistake): Diagnostic => {
  const from = offsetOf(doc, line, column)
  const to = Math.max(from, endLine === line ? offsetOf(doc, endLine, endColumn) : doc.lineAt(from).to)
  return { from, to: to === from ? doc.lineAt(from).to : to, severity, message: path === '' ? message : `${path}: ${message}`, ...(code === undefined ? {} : { source: code }) }
}
