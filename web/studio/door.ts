import { el, place } from '../parts/element.ts'
import { session } from './session.ts'

/** Asks for a token where there is none that is worth anything, and shows the page as soon as there is one. */
export const door = (open: () => Promise<void>): void => {
  const token = el('input', { id: 'token', type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' })
  const form = el('form', { submit: (event) => {
    event.preventDefault()
    session.enter(token.value.trim())
    token.value = ''
    session.isKnown.set(true)
    void open()
  } },
  el('h2', {}, 'Who are you?'),
  el('p', {}, 'The Studio answers nobody without a token. Open the address that the command printed, or enter a token here. On a cluster ', el('code', {}, 'kubectl create token <service account>'), ' makes one.'),
  el('label', { for: 'token' }, 'Token'), token,
  el('button', { type: 'submit', class: 'primary' }, 'Open the Studio'))
  const wall = el('section', { class: 'door panel', hidden: true, 'aria-label': 'Token' }, form)
  place('door').append(wall)
  session.isKnown.follow((isKnown) => {
    wall.hidden = isKnown
    place('main').hidden = !isKnown
    if (!isKnown) token.focus()
  })
}
