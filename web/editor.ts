import { yaml } from '@codemirror/lang-yaml'
import { keymap } from '@codemirror/view'
import type { Finding } from '../src/playground/manifest-check.ts'
import { CodeEditor } from './parts/code-editor.ts'

export interface EditorParts {
  /** Says what is wrong with a text. */
  readonly check: (text: string) => Promise<readonly Finding[]>
  readonly apply: () => void
  /** Somebody typed. */
  readonly changed: () => void
}

/** A YAML editor. */
export const yamlEditor = (into: HTMLElement, { check, apply, changed }: EditorParts): CodeEditor => new CodeEditor(into, {
  label: 'YAML to apply',
  extensions: [yaml(), keymap.of([{ key: 'Mod-Enter', run: () => { apply(); return true } }])],
  check, changed,
  delay: 250,
})
