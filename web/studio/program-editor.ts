import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { foldGutter, foldKeymap } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorView, hoverTooltip, keymap } from '@codemirror/view'
import type { Tooltip } from '@codemirror/view'
import type { Completion as Proposal, Hint } from '../../studio/authoring/authoring.ts'
import { CodeEditor } from '../parts/code-editor.ts'
import { el } from '../parts/element.ts'
import type { Mistake } from '../parts/findings-list.ts'
import { studioTheme } from './studio-theme.ts'

export interface ProgramEditorParts {
  readonly check: (text: string) => Promise<readonly Mistake[]>
  readonly complete: (text: string, offset: number) => Promise<readonly Proposal[]>
  readonly hover: (text: string, offset: number) => Promise<Hint | undefined>
  readonly changed: () => void
}

/** The editor of a program: TypeScript, with what the server's compiler knows. */
export const programEditor = (into: HTMLElement, { check, complete, hover, changed }: ProgramEditorParts): CodeEditor => new CodeEditor(into, {
  label: 'Source of the program',
  check, changed,
  delay: 400,
  extensions: [
    javascript({ typescript: true }), studioTheme,
    EditorView.lineWrapping, closeBrackets(), foldGutter(), search({ top: true }), highlightSelectionMatches(),
    autocompletion({ override: [(context) => proposals(context, complete)], activateOnTypingDelay: 150 }),
    hoverTooltip(async ({ state: { doc } }, place) => hintTooltip(await hover(doc.toString(), place)), { hoverTime: 400 }),
    keymap.of([...closeBracketsKeymap, ...searchKeymap, ...foldKeymap, ...completionKeymap, indentWithTab]),
  ],
})

/** After a letter or a dot, or when it is asked for; what the word begins with is narrowed down here. */
const proposals = async (context: CompletionContext, complete: ProgramEditorParts['complete']): Promise<CompletionResult | null> => {
  const word = context.matchBefore(/[\w$]*$/)
  const before = context.state.sliceDoc(context.pos - 1, context.pos)
  if (!context.explicit && !/[\w$.'"@]/.test(before)) return null
  const found = await complete(context.state.doc.toString(), context.pos)
  // Whoever typed on asks again; what comes now is about another text.
  if (found.length === 0 || context.aborted) return null
  const from = found[0]?.from ?? word?.from ?? context.pos
  return { from, options: found.map(option), validFor: /^[\w$]*$/ }
}

const icons: Readonly<Record<string, string>> = {
  property: 'property', method: 'method', function: 'function', 'local function': 'function', const: 'constant', let: 'variable', var: 'variable', parameter: 'variable',
  keyword: 'keyword', interface: 'interface', type: 'type', alias: 'type', class: 'class', module: 'namespace', string: 'text',
}

const option = ({ label, kind, detail, documentation, insert }: Proposal): Completion => ({
  label,
  type: icons[kind] ?? 'text',
  ...(detail === undefined ? {} : { detail }),
  ...(documentation === undefined || documentation === '' ? {} : { info: documentation }),
  ...(insert === undefined ? {} : { apply: insert }),
})

const hintTooltip = (hint: Hint | undefined): Tooltip | null => hint === undefined ? null : {
  pos: hint.from,
  end: hint.to,
  above: true,
  create: () => ({ dom: el('div', { class: 'hint' }, el('code', {}, hint.text), ...(hint.documentation === undefined || hint.documentation === '' ? [] : [el('p', {}, hint.documentation)])) }),
}
