import type { ProgramDetail, RevisionSummary } from '../../../studio/api/bodies.ts'
import type { Badge } from '../../../src/playground/badge.ts'
import { showBadges } from '../../parts/badge-view.ts'
import { button, el, setText } from '../../parts/element.ts'
import { keyedList } from '../../parts/keyed-list.ts'
import { shortName, shownTime } from '../app.ts'
import type { App } from '../app.ts'
import { endCanary, rollback } from '../pointer-dialogs.ts'
import type { RevisionActions } from '../revision-actions.ts'
import { revisionButtons } from '../revision-actions.ts'
import { checksBadge, shareOf } from '../state-strip.ts'

/** Revisions, the newest first; one opens to what can be done with it. */
export const revisionsPanel = (app: App, actions: RevisionActions): HTMLElement => {
  const list = el('ul', { class: 'revisions', 'aria-label': 'Revisions, the newest first' })
  const now = el('p', { class: 'now-active' })
  const back = button('Roll back …', () => { void rollback(app) })
  const end = button('End canary …', () => { void endCanary(app) })
  const none = el('p', { class: 'muted empty' }, 'Nothing is saved yet.')
  const show = keyedList<RevisionSummary>(list, {
    key: ({ name }) => name,
    make: (revision) => revisionView(revision),
    update: (made, revision) => {
      const program = app.program.get()
      if (program !== undefined) update(made, program, { revision, actions })
    },
  })
  app.program.follow((program) => {
    show(program?.revisions ?? [])
    none.hidden = (program?.revisions.length ?? 0) > 0
    setText(now, program === undefined ? '' : activeText(program))
    if (program !== undefined) showTools(program, { back, end })
  })
  return el('div', {}, el('div', { class: 'panel-tools' }, now, el('span', { class: 'spacer' }), end, back), none, list)
}

const showTools = ({ rights, rollback: target, spec }: ProgramDetail, { back, end }: { readonly back: HTMLButtonElement; readonly end: HTMLButtonElement }): void => {
  back.disabled = !rights.publish || target === null
  back.title = !rights.publish ? 'You need the right to publish' : target === null ? 'Nothing was active before' : 'Back to what was active before'
  end.hidden = spec.canary === undefined
  end.disabled = !rights.publish
}

const activeText = ({ spec: { activeRevision, canary } }: ProgramDetail): string => activeRevision === undefined
  ? 'Nothing answers yet.'
  : `${shortName(activeRevision)} answers${canary === undefined ? ' for all parents.' : `; ${shortName(canary.revision)} for ${shareOf(canary)}.`}`

const revisionView = ({ name, author, message, at, base }: RevisionSummary): HTMLElement => el('li', {},
  el('details', { name: 'revision' },
    el('summary', {}, el('code', {}, shortName(name)), el('span', { class: 'message' }, message === '' ? 'no message' : message), el('span', { class: 'badges' }), el('span', { class: 'by' }, `${author} · `, el('time', { datetime: at }, shownTime(at)))),
    el('div', { class: 'actions', role: 'group', 'aria-label': `Actions for ${shortName(name)}` }),
    el('p', { class: 'muted' }, `${name}${base === undefined ? '' : `, made from ${shortName(base)}`}`),
    el('p', { class: 'muted more' })))

const update = (made: HTMLElement, program: ProgramDetail, { revision, actions }: { readonly revision: RevisionSummary; readonly actions: RevisionActions }): void => {
  const [badges, buttons, more] = [made.querySelector<HTMLElement>('.badges'), made.querySelector<HTMLElement>('.actions'), made.querySelector<HTMLElement>('.more')]
  if (badges === null || buttons === null || more === null) return
  showBadges(badges, badgesOf(program, revision))
  const state = JSON.stringify([program.etag, program.rights, revision.status])
  if (buttons.dataset['state'] !== state) {
    buttons.dataset['state'] = state
    buttons.replaceChildren(...revisionButtons(program, revision, actions))
  }
  setText(more, storyOf(revision))
}

const badgesOf = ({ newest, spec: { activeRevision, canary, policy } }: ProgramDetail, revision: RevisionSummary): readonly Badge[] => [
  ...(revision.name === newest ? [{ text: 'newest', tone: 'plain' as const, title: '' }] : []),
  ...(revision.name === activeRevision ? [{ text: 'active', tone: 'good' as const, title: '' }] : []),
  ...(revision.name === canary?.revision ? [{ text: `canary ${shareOf(canary)}`, tone: 'held' as const, title: '' }] : []),
  checksBadge(revision),
  ...approvalBadge(revision, policy?.approvals ?? 0),
]

const approvalBadge = ({ status: { approvals = [] } }: RevisionSummary, needed: number): readonly Badge[] => approvals.length + needed === 0 ? [] : [{
  text: `${approvals.length}${needed === 0 ? '' : ` of ${needed}`} approved`,
  tone: approvals.length >= needed ? 'good' : 'busy',
  title: approvals.map(({ user }) => user).join(', '),
}]

/** Who approved it, and who published it in spite of its checks. */
const storyOf = ({ status: { approvals = [], overrides = [] } }: RevisionSummary): string => [
  ...approvals.map(({ user, at }) => `Approved by ${user}, ${shownTime(at)}.`),
  ...overrides.map(({ user, at, reason }) => `Published in spite of its checks by ${user}, ${shownTime(at)}: ${reason}`),
].join(' ')
