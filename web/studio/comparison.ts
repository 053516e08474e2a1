import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { editorTheme } from '../parts/editor-theme.ts'
import { el } from '../parts/element.ts'
import { studioTheme } from './studio-theme.ts'

/** A text with the name under which it is shown. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

export interface Comparison {
  readonly element: HTMLElement
  /** What stands on the right now. */
  readonly text: () => string
  readonly destroy: () => void
}

const base = (label: string, isEditable: boolean): Extension => [
  lineNumbers(), drawSelection(), EditorView.lineWrapping, javascript({ typescript: true }), editorTheme, studioTheme,
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
  isEditable ? [history(), keymap.of([...defaultKeymap, ...historyKeymap])] : [EditorState.readOnly.of(true), keymap.of(defaultKeymap)],
]

const collapse = { margin: 4, minSize: 8 }

/** Two texts, side by side where there is room for that; the right one can be edited if it is to be. */
export const comparison = (left: NamedText, right: NamedText, isEditable: boolean): Comparison => {
  const host = el('div', { class: 'compare-editor' })
  const root = host.attachShadow({ mode: 'open' })
  const parent = el('div')
  root.append(parent)
  const isNarrow = matchMedia('(max-width: 800px)').matches
  const made = isNarrow ? unified({ parent, root }, [left, right], isEditable) : sideBySide({ parent, root }, [left, right], isEditable)
  const heads = isNarrow ? [`${left.name} → ${right.name}`] : [left.name, right.name]
  return { ...made, element: el('div', { class: 'compare' }, el('div', { class: 'compare-heads' }, ...heads.map((name) => el('h3', {}, name))), host) }
}

interface Place { readonly parent: HTMLElement; readonly root: ShadowRoot }
type Made = Omit<Comparison, 'element'>

const sideBySide = ({ parent, root }: Place, [left, right]: readonly [NamedText, NamedText], isEditable: boolean): Made => {
  const view = new MergeView({
    a: { doc: left.text, extensions: base(left.name, false) },
    b: { doc: right.text, extensions: base(right.name, isEditable) },
    parent, root, gutter: true, highlightChanges: true,
    collapseUnchanged: collapse,
    ...(isEditable ? { revertControls: 'a-to-b' as const } : {}),
  })
  return { text: () => view.b.state.doc.toString(), destroy: () => { view.destroy() } }
}

const unified = ({ parent, root }: Place, [left, right]: readonly [NamedText, NamedText], isEditable: boolean): Made => {
  const extensions = [base(right.name, isEditable), unifiedMergeView({ original: left.text, mergeControls: isEditable, collapseUnchanged: collapse })]
  const view = new EditorView({ state: EditorState.create({ doc: right.text, extensions }), parent, root })
  return { text: () => view.state.doc.toString(), destroy: () => { view.destroy() } }
}
