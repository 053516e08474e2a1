import { cell } from '../parts/cell.ts'

const kept = 'kaspr-hooks-studio-token'

/** The token of this tab. One that came with the address is taken out of it: nobody reads it over a shoulder or in a history. */
const tokenOfTab = (): string => {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const given = fragment.get('token')
  if (given !== null) {
    fragment.delete('token')
    history.replaceState(null, '', `${location.pathname}${location.search}${fragment.size === 0 ? '' : `#${fragment.toString()}`}`)
    sessionStorage.setItem(kept, given)
  }
  return sessionStorage.getItem(kept) ?? ''
}

const token = cell(tokenOfTab())

/** Who this tab speaks for. */
export const session = {
  /** False as soon as the server says that the token is worth nothing. */
  isKnown: cell(true),
  authorization: (): Readonly<Record<string, string>> => token.get() === '' ? {} : { authorization: `Bearer ${token.get()}` },
  enter: (given: string): void => {
    sessionStorage.setItem(kept, given)
    token.set(given)
  },
}
