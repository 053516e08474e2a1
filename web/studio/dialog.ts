import type { Answer } from '../parts/answer.ts'
import { button, el, setText } from '../parts/element.ts'
import type { Besides } from './api.ts'

export interface DialogParts<Value> {
  readonly title: string
  readonly content: readonly HTMLElement[]
  /** Word on the button that does it. */
  readonly action: string
  readonly isWide?: boolean
  /** Undefined: something is missing, and `content` says what. */
  readonly run: () => Promise<Answer<Value, Besides> | undefined>
  /** A refusal that the dialog can do something about: true when it did. Others are only shown. */
  readonly refused?: (besides: Besides) => boolean
}

/**
 * Asks before something is done, and stays open until it is done or given up. The focus goes back to where it was. Gives
 * undefined when it was given up.
 */
export const askFirst = <Value>({ title, content, action, isWide = false, run, refused }: DialogParts<Value>): Promise<Value | undefined> => new Promise((resolve) => {
  let result: Value | undefined
  const problem = el('p', { class: 'refusal', role: 'alert', hidden: true })
  const go = el('button', { type: 'submit', class: 'primary' }, action)
  const act = async (): Promise<void> => {
    go.disabled = true
    const answer = await run()
    go.disabled = false
    if (answer === undefined) return
    if ('value' in answer) {
      result = answer.value
      return dialog.close()
    }
    const { detail, code, more } = answer.refusal
    refused?.(more ?? {})
    setText(problem, `${detail} (${code})`)
    problem.hidden = false
  }
  const form = el('form', { submit: (event) => { event.preventDefault(); void act() } }, ...content, problem, el('div', { class: 'dialog-actions' }, go, button('Cancel', () => { dialog.close() })))
  const dialog = openDialog(title, form, { isWide, closed: () => { resolve(result) } })
})

/** A modal dialog that leaves nothing behind. */
export const openDialog = (title: string, content: HTMLElement, { isWide, closed }: { readonly isWide: boolean; readonly closed: () => void }): HTMLDialogElement => {
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', class: isWide ? 'wide' : undefined }, el('h2', { id: 'dialog-title' }, title), content)
  dialog.addEventListener('close', () => {
    dialog.remove()
    closed()
  })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
