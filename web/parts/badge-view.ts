import type { Badge } from '../../src/playground/badge.ts'
import { el } from './element.ts'

/** A mark before the word, so that nobody has to tell colours apart. */
const marks: Readonly<Record<Badge['tone'], string>> = { good: '✓', busy: '◌', bad: '!', held: '‖', plain: '' }

export const badgeView = ({ text, tone, title }: Badge): HTMLElement =>
  el('span', { class: `badge ${tone}`, title: title === '' ? undefined : title }, ...(marks[tone] === '' ? [] : [el('span', { 'aria-hidden': 'true', class: 'mark' }, marks[tone])]), text)

/** Badges in words, for labels. */
export const badgesText = (badges: readonly Badge[]): string => badges.map(({ text }) => text).join(', ')

/** Puts badges into a place when they differ from those that are there. */
export const showBadges = (into: HTMLElement, badges: readonly Badge[]): void => {
  const text = JSON.stringify(badges)
  if (into.dataset['badges'] === text) return
  into.dataset['badges'] = text
  into.replaceChildren(...badges.map(badgeView))
}

/** Capitals of a kind: `StatefulSet` is SS. */
export const monogram = (kind: string): string => kind.replaceAll(/[^A-Z]/g, '').slice(0, 3) || kind.slice(0, 1)
