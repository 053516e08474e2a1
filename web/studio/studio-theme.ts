import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

// Everything of the editor that the playground's one has not. Colours are variables of the page.
const frame = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12.5px', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--chosen)', color: 'var(--text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '6px 10px', maxWidth: '360px' },
  '.hint': { padding: '6px 10px', maxWidth: '560px' },
  '.hint code': { fontFamily: 'var(--mono)', fontSize: '12.5px', whiteSpace: 'pre-wrap' },
  '.hint p': { margin: '6px 0 0', color: 'var(--muted)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 10px' },
  '.cm-panel.cm-search label': { fontSize: '12px', color: 'var(--muted)' },
  '.cm-textfield': { font: 'inherit', fontSize: '12.5px', color: 'var(--text)', backgroundColor: 'var(--page)', border: '1px solid var(--line)', borderRadius: '5px', padding: '3px 7px' },
  '.cm-button': { font: 'inherit', fontSize: '12px', color: 'var(--text)', backgroundColor: 'var(--surface)', backgroundImage: 'none', border: '1px solid var(--line)', borderRadius: '5px', padding: '3px 9px', cursor: 'pointer' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--muted)', fontSize: '16px', cursor: 'pointer', padding: '0 6px' },
  '.cm-searchMatch': { backgroundColor: 'var(--busy-bg)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selection)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--chosen)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--plain-bg)', border: '0', color: 'var(--muted)' },
  '.cm-diagnosticSource': { color: 'var(--muted)', opacity: '1' },
  '.cm-insertedLine, .cm-deletedLine, & del': { background: 'none', textDecoration: 'none' },
  '&.cm-merge-b .cm-changedLine, .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--good-bg)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--bad-bg)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: 'none', textDecoration: 'underline solid var(--bad) 2px', textUnderlineOffset: '3px' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': { background: 'none', textDecoration: 'underline solid var(--good) 2px', textUnderlineOffset: '3px' },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { backgroundColor: 'var(--bad)' },
  '&.cm-merge-b .cm-changedLineGutter, .cm-changedLineGutter': { backgroundColor: 'var(--good)' },
  '.cm-collapsedLines': { background: 'var(--plain-bg)', color: 'var(--muted)', padding: '4px 10px' },
})

export const studioTheme: Extension = frame
