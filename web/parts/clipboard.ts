import { button, el } from './element.ts'
import { toast } from './toast.ts'

/** Copies a text; where the browser does not allow it, shows it for copying by hand. */
export const copyText = async (text: string, what: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    toast(`Copied ${what}`)
  } catch {
    showText(text, what)
  }
}

const showText = (text: string, what: string): void => {
  const area = el('textarea', { readonly: true, rows: 12, 'aria-label': what })
  area.value = text
  const dialog = el('dialog', { 'aria-label': `Copy ${what}` }, el('h2', {}, `Copy ${what}`), area, button('Close', () => { dialog.close() }))
  dialog.addEventListener('close', () => { dialog.remove() })
  document.body.append(dialog)
  dialog.showModal()
  area.select()
}
