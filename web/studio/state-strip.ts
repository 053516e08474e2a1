import type { ProgramDetail, RevisionSummary } from '../../studio/api/bodies.ts'
import type { Badge } from '../../src/playground/badge.ts'
import { badgeView } from '../parts/badge-view.ts'
import { el, place } from '../parts/element.ts'
import { shortName } from './app.ts'
import type { App } from './app.ts'

/** Draft, saved, checked, active: how far the work has come, always in sight. */
export const stateStrip = (app: App): void => {
  const list = el('ol', { class: 'steps', 'aria-label': 'State of the program' })
  const others = el('p', { class: 'others', role: 'status' })
  place('state').append(list, others)
  let shown = ''
  const show = (): void => {
    const program = app.program.get()
    const steps = program === undefined ? [] : stepsOf(app, program)
    const text = JSON.stringify(steps)
    if (text === shown) return
    shown = text
    list.replaceChildren(...steps.map(([name, badge]) => el('li', {}, el('span', { class: 'step' }, name), badgeView(badge))))
  }
  for (const source of [app.program, app.draft, app.checking]) source.follow(show)
  app.users.follow((users) => {
    const also = users.filter((user) => user !== app.me.get()?.user)
    others.textContent = also.length === 0 ? '' : `Also here: ${also.join(', ')}`
  })
}

const stepsOf = (app: App, program: ProgramDetail): readonly (readonly [string, Badge])[] => {
  const [newest] = program.revisions
  return [
    ['Draft', app.draft.get()],
    ['Saved', newest === undefined ? { text: 'nothing', tone: 'plain', title: 'There is no revision yet' } : { text: shortName(newest.name), tone: 'good', title: `${newest.message} (${newest.author})` }],
    ['Checked', app.checking.get() ? { text: 'running …', tone: 'busy', title: '' } : checksBadge(newest)],
    ['Active', activeBadge(program)],
  ]
}

/** How the checks of a revision went. */
export const checksBadge = (revision: RevisionSummary | undefined): Badge => {
  const checks = revision?.status.checks
  if (checks === undefined) return { text: 'not checked', tone: 'plain', title: 'Nobody has run the checks' }
  return checks.passed ? { text: 'passed', tone: 'good', title: `All checks were passed, ${checks.at}` } : { text: 'failed', tone: 'bad', title: `Not all checks were passed, ${checks.at}` }
}

const activeBadge = ({ spec, status, newest }: ProgramDetail): Badge => {
  const { activeRevision, canary } = spec
  if (activeRevision === undefined) return { text: 'nothing', tone: 'plain', title: 'Nothing is published' }
  const beside = canary === undefined ? '' : ` + canary ${shareOf(canary)}`
  if (status.active?.revision !== activeRevision) return { text: `${shortName(activeRevision)} is on its way`, tone: 'busy', title: 'It is not running yet' }
  return { text: `${shortName(activeRevision)}${beside}`, tone: canary === undefined ? 'good' : 'held', title: activeRevision === newest ? 'The newest revision answers' : 'An older revision answers' }
}

/** For which parents a canary answers, in a word or two. */
export const shareOf = ({ percent, selector }: NonNullable<ProgramDetail['spec']['canary']>): string =>
  percent === undefined ? Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(',') || 'by selector' : `${percent} %`
