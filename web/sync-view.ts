import type { CallDetail, SyncDetail, WriteDetail } from '../src/playground/sync-detail.ts'
import { api } from './api.ts'
import { badgeView } from './parts/badge-view.ts'
import { changesView, foldedView, jsonView } from './parts/changes-view.ts'
import { copyText } from './parts/clipboard.ts'
import { button, el } from './parts/element.ts'

/** One sync: what was written, then each hook's request and answer. */
export const syncView = (sync: SyncDetail): HTMLElement => el('div', { class: 'sync' },
  el('h3', {}, sync.object),
  el('p', { class: 'muted' }, `Sync ${sync.id} by ${sync.by} at ${sync.time.slice(11, 23)}`),
  ...(sync.causes.length === 0 ? [] : [el('p', {}, el('span', { class: 'label' }, 'Because'), ` ${sync.causes.join('; ')}`)]),
  ...(sync.message === '' ? [] : [el('p', { class: 'refusal' }, sync.message)]),
  el('h4', {}, sync.writes.length === 0 ? 'Nothing written' : `Written (${sync.writes.length})`),
  ...sync.writes.map(writeView),
  ...sync.calls.map((call) => callView(sync.id, call)))

const writeTones: Readonly<Record<WriteDetail['verb'], 'good' | 'busy' | 'bad' | 'plain'>> = { create: 'good', update: 'busy', updateStatus: 'plain', delete: 'bad' }
const writeWords: Readonly<Record<WriteDetail['verb'], string>> = { create: 'create', update: 'update', updateStatus: 'status', delete: 'delete' }

const writeView = ({ verb, object, reason, refused, changes }: WriteDetail): HTMLElement => el('details', { class: 'write', open: verb === 'update' || verb === 'updateStatus' },
  el('summary', {}, badgeView({ text: writeWords[verb], tone: writeTones[verb], title: '' }), ` ${object} `, el('span', { class: 'muted' }, reason),
    ...(refused === undefined ? [] : [badgeView({ text: refused, tone: 'bad', title: 'The API server refused it' })])),
  changesView(changes, verb === 'delete' ? 'It is gone.' : refused === undefined ? 'No field differs.' : 'Nothing was stored.'))

const callView = (id: number, call: CallDetail): HTMLElement => el('section', { class: 'call' },
  el('div', { class: 'call-head' },
    el('h4', {}, `${call.hook} hook`), badgeView({ text: call.status === 0 ? 'no answer' : String(call.status), tone: call.status === 200 ? 'good' : 'bad', title: 'HTTP status' }),
    el('span', { class: 'spacer' }),
    button('Copy as curl', () => { void copyText(call.curl, `the ${call.hook} request as curl`) }, { class: 'small' }),
    el('a', { class: 'button small', href: api.recordingPath(id, call.hook), download: true }, 'Download recording')),
  ...differences('Request', call.requestChanges),
  foldedView('Request', () => jsonView(call.request)),
  ...differences('Answer', call.answerChanges),
  foldedView('Answer', () => jsonView(call.answer)))

const differences = (what: string, changes: CallDetail['requestChanges']): readonly HTMLElement[] => changes === undefined
  ? [el('p', { class: 'muted' }, `${what}: the first one for this object.`)]
  : [el('h5', {}, `${what}, compared with the sync before`), changesView(changes, 'No difference.')]
