type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>
type Content = Node | string | undefined

/** Makes an element. Functions listen to the event of their name; `true` is an attribute without value, `false` none. */
export const el = <Name extends keyof HTMLElementTagNameMap>(name: Name, props: Props = {}, ...content: readonly Content[]): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(key, value)
    else setAttribute(made, key, value)
  }
  made.append(...content.filter((item) => item !== undefined))
  return made
}

/** Sets an attribute only when it differs, so that screen readers hear of changes and of nothing else. */
export const setAttribute = (of: Element, name: string, value: string | number | boolean | undefined): void => {
  if (value === undefined || value === false) return of.removeAttribute(name)
  const text = value === true ? '' : String(value)
  if (of.getAttribute(name) !== text) of.setAttribute(name, text)
}

/** Sets the text only when it differs: a selection of the reader survives. */
export const setText = (of: Element, text: string): void => {
  if (of.textContent !== text) of.textContent = text
}

export const button = (text: string, press: () => void, props: Props = {}): HTMLButtonElement =>
  el('button', { type: 'button', click: press, ...props }, text)

/** The element of an id that index.html promises. */
export const place = (id: string): HTMLElement => document.getElementById(id) ?? document.body
