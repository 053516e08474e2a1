import type { RecordingSummary } from '../../studio/api/bodies.ts'
import { badgeView } from '../parts/badge-view.ts'
import { button, el, setText } from '../parts/element.ts'
import { shortName } from './app.ts'

export interface RecordingTableParts {
  readonly pin: (recording: RecordingSummary) => void
  /** Takes its request into the request builder. */
  readonly request: (recording: RecordingSummary) => void
}

export interface RecordingTable {
  readonly element: HTMLElement
  readonly show: (recordings: readonly RecordingSummary[]) => void
  /** Ids; empty when all of them are meant. */
  readonly chosen: () => readonly string[]
}

/** `namespace/name` of the parent of a call. */
export const parentText = ({ namespace, name }: RecordingSummary['parent']): string => namespace === undefined ? name : `${namespace}/${name}`

/** Recorded calls to choose from. */
export const recordingTable = ({ pin, request }: RecordingTableParts): RecordingTable => {
  const chosen = new Set<string>()
  const words = el('p', { class: 'muted' })
  const body = el('tbody')
  const say = (all: number): void => {
    setText(words, all === 0 ? 'Nothing is recorded yet: recordings come with the calls of the hook service.' : chosen.size === 0 ? `All ${all} recordings are replayed; choose some to replay fewer.` : `${chosen.size} of ${all} recordings are chosen.`)
  }
  const table = el('div', { class: 'table' }, el('table', {},
    el('thead', {}, el('tr', {}, ...['Use', 'Time', 'Parent', 'Hook', 'Revision', 'Outcome', ''].map((name) => el('th', { scope: 'col' }, ...(name === '' ? [el('span', { class: 'unseen' }, 'Actions')] : [name]))))), body))
  const show = (recordings: readonly RecordingSummary[]): void => {
    for (const id of chosen) if (!recordings.some((one) => one.id === id)) chosen.delete(id)
    table.hidden = recordings.length === 0
    say(recordings.length)
    body.replaceChildren(...recordings.map((recording) => rowOf(recording, { pin, request }, {
      isChosen: chosen.has(recording.id),
      choose: (is) => {
        if (is) chosen.add(recording.id)
        else chosen.delete(recording.id)
        say(recordings.length)
      },
    })))
  }
  show([])
  return { element: el('section', { 'aria-label': 'Recordings' }, el('h3', {}, 'Recordings'), words, table), show, chosen: () => [...chosen] }
}

interface Choice {
  readonly isChosen: boolean
  readonly choose: (is: boolean) => void
}

const rowOf = (recording: RecordingSummary, { pin, request }: RecordingTableParts, { isChosen, choose }: Choice): HTMLElement => {
  const { parent, now, hook, revision, canary, outcome, reason, milliseconds, isPinned } = recording
  const box = el('input', { type: 'checkbox', 'aria-label': `Use ${parentText(parent)} at ${now}`, change: () => { choose(box.checked) } })
  box.checked = isChosen
  return el('tr', {},
    el('td', {}, box),
    el('td', {}, el('time', { datetime: now }, now.slice(11, 19))),
    el('td', {}, parentText(parent)),
    el('td', {}, hook),
    el('td', {}, ...(revision === undefined ? [] : [el('code', {}, shortName(revision)), ...(canary ? [' canary'] : [])])),
    el('td', {}, badgeView({ text: outcome, tone: outcome === 'ok' ? 'good' : 'bad', title: reason === undefined ? '' : `${reason.message} (${reason.code})` }), ` ${milliseconds.toFixed(1)} ms`),
    el('td', { class: 'row-actions' }, button('Try', () => { request(recording) }, { class: 'small', 'aria-label': `Try with the request of ${parentText(parent)} at ${now}` }),
      ...(isPinned ? [badgeView({ text: 'pinned', tone: 'held', title: 'Every check looks at it' })] : [button('Pin', () => { pin(recording) }, { class: 'small', 'aria-label': `Pin ${parentText(parent)} at ${now}`, title: 'Keep it: every check looks at it' })])))
}
