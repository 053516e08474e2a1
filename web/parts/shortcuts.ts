import { button, el } from './element.ts'

/** A key and what it does. */
export interface Shortcut {
  readonly key: string
  readonly text: string
  readonly run: () => void
}

export interface Shortcuts {
  readonly keys: readonly Shortcut[]
  /** Keys of other parts, which are only listed. */
  readonly others: readonly Omit<Shortcut, 'run'>[]
  /** Where the browser remembers whether single keys work. */
  readonly setting: string
}

/** Single keys work unless somebody types, or has switched them off. */
export const shortcuts = ({ keys: list, others, setting }: Shortcuts): { readonly open: () => void } => {
  const isOn = el('input', { type: 'checkbox', change: () => { localStorage.setItem(setting, String(isOn.checked)) } })
  isOn.checked = localStorage.getItem(setting) !== 'false'
  const dialog = el('dialog', { 'aria-labelledby': 'shortcuts-title' },
    el('h2', { id: 'shortcuts-title' }, 'Keyboard'),
    el('dl', { class: 'keys' }, ...[...list, ...others].flatMap(({ key, text }) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)])),
    el('label', {}, isOn, 'Single keys work'),
    button('Close', () => { dialog.close() }, { class: 'primary' }))
  document.body.append(dialog)
  const open = (): void => { dialog.showModal() }
  document.addEventListener('keydown', (event) => {
    if (isTyping(event) || dialog.open) return
    const found = list.find(({ key }) => key === event.key)
    if (found === undefined || (!isOn.checked && found.key !== '?')) return
    event.preventDefault()
    found.run()
  })
  return { open }
}

const isTyping = ({ altKey, ctrlKey, metaKey, defaultPrevented, target }: KeyboardEvent): boolean =>
  altKey || ctrlKey || metaKey || defaultPrevented || (target instanceof HTMLElement && (target.shadowRoot !== null || target.closest('input:not([type=checkbox]), select, textarea, dialog[open], [role=tree]') !== null))
