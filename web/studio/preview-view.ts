import type { ObjectDiff } from '../../src/diff/object-diff.ts'
import type { Badge } from '../../src/playground/badge.ts'
import type { PreviewRow } from '../../studio/replay/preview-row.ts'
import type { ReplayAnswer } from '../../studio/api/bodies.ts'
import { badgeView } from '../parts/badge-view.ts'
import { changesView } from '../parts/changes-view.ts'
import { el } from '../parts/element.ts'
import { parentText } from './recording-table.ts'

/** What would be otherwise, a recorded call after the other: red flags first, then the calls with differences. */
export const previewView = ({ rows, flags }: ReplayAnswer): HTMLElement => {
  const different = rows.filter(isDifferent)
  const same = rows.length - different.length
  return el('div', {},
    ...(flags.length === 0 ? [] : [el('div', { class: 'flags' }, el('strong', {}, 'Look at this before you publish'), el('ul', {}, ...flags.map((flag) => el('li', {}, flag))))]),
    el('p', {}, rows.length === 0 ? 'There was nothing to replay.' : different.length === 0 ? `${callsText(rows.length)}, and no difference.` : `${callsText(different.length)} with differences${same === 0 ? '.' : `, ${same} without.`}`),
    ...different.map(rowView))
}

const callsText = (count: number): string => count === 1 ? 'One call' : `${count} calls`

const isDifferent = ({ children, status, resync, finalized, logs, active, candidate }: PreviewRow): boolean =>
  children.length + status.length + logs.length > 0 || resync !== undefined || finalized !== undefined || candidate.failure?.message !== active?.failure?.message

const tones: Readonly<Record<ObjectDiff['effect'], Badge['tone']>> = { creates: 'good', inPlace: 'plain', rolls: 'busy', replaces: 'bad', deletes: 'bad', refused: 'bad', none: 'plain' }
const words: Readonly<Record<ObjectDiff['effect'], string>> = { creates: 'creates', inPlace: 'in place', rolls: 'rolls', replaces: 'replaces', deletes: 'deletes', refused: 'refused', none: 'nothing yet' }

const rowView = (row: PreviewRow): HTMLElement => el('section', { class: 'call', 'aria-label': `${row.parent.kind} ${parentText(row.parent)}` },
  el('div', { class: 'call-head' }, el('h4', {}, `${row.parent.kind} ${parentText(row.parent)}`), el('span', { class: 'muted' }, `${row.hook} at ${row.now.slice(11, 19)} · ${costText(row)}`)),
  ...row.flags.map((flag) => el('p', { class: 'refusal' }, flag)),
  ...failures(row),
  ...row.children.map(childView),
  ...(row.status.length === 0 ? [] : [el('h5', {}, 'Status'), changesView(row.status, '')]),
  ...(row.resync === undefined ? [] : [el('p', {}, `Asks again after ${secondsText(row.resync.to)} instead of ${secondsText(row.resync.from)}.`)]),
  ...(row.finalized === undefined ? [] : [el('p', {}, row.finalized.to ? 'The parent may go now; it had to wait before.' : 'The parent has to wait; it could go before.')]),
  ...(row.logs.length === 0 ? [] : [el('h5', {}, 'Log'), el('div', { class: 'changes' }, ...row.logs.map(({ side, level, message }) => el('dd', {}, el(side === 'active' ? 'del' : 'ins', { 'aria-label': side === 'active' ? 'was' : 'is' }, `${level} ${message}`))))]))

const childView = ({ object, effect, reason, changes }: ObjectDiff): HTMLElement => el('details', { class: 'write', open: changes.length > 0 && changes.length <= 4 },
  el('summary', {}, badgeView({ text: words[effect], tone: tones[effect], title: '' }), ` ${object} `, el('span', { class: 'muted' }, reason)),
  changesView(changes, effect === 'deletes' ? 'It is gone.' : effect === 'creates' ? 'It is new.' : 'No field differs.'))

const failures = ({ active, candidate }: PreviewRow): readonly HTMLElement[] => [
  ...(candidate.failure === undefined ? [] : [el('p', { class: 'refusal' }, `The candidate gives no answer: ${candidate.failure.message} (${candidate.failure.code})`)]),
  ...(active?.failure === undefined ? [] : [el('p', { class: 'muted' }, `What is active gives no answer: ${active.failure.message} (${active.failure.code})`)]),
]

const costText = ({ active, candidate }: PreviewRow): string =>
  `${candidate.milliseconds.toFixed(1)} ms, ${mebibytes(candidate.memoryBytes)}${active === undefined ? '' : ` (active ${active.milliseconds.toFixed(1)} ms, ${mebibytes(active.memoryBytes)})`}`

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`
const secondsText = (seconds: number): string => seconds === 0 ? 'no time' : `${seconds} s`
