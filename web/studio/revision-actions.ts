import type { ProgramDetail, RevisionSummary } from '../../studio/api/bodies.ts'
import { toast, valueOr } from '../parts/toast.ts'
import { button } from '../parts/element.ts'
import { api } from './api.ts'
import { shortName } from './app.ts'
import type { App } from './app.ts'
import { compareDialog } from './merge-dialog.ts'
import { publish, startCanary } from './pointer-dialogs.ts'
import type { SourceView } from './source-view.ts'

/** What can be done with a revision. */
export interface RevisionActions {
  readonly publish: (revision: RevisionSummary) => void
  readonly canary: (revision: RevisionSummary) => void
  readonly approve: (revision: RevisionSummary) => void
  readonly check: (revision: RevisionSummary) => void
  readonly replay: (revision: RevisionSummary) => void
  readonly compareWithActive: (revision: RevisionSummary) => void
  readonly compareWithText: (revision: RevisionSummary) => void
  readonly takeText: (revision: RevisionSummary) => void
}

export const revisionActions = (app: App, source: SourceView, check: (name: string) => Promise<void>): RevisionActions => ({
  publish: (revision) => { void publish(app, revision) },
  canary: (revision) => { void startCanary(app, revision) },
  approve: (revision) => { void approve(app, revision) },
  check: ({ name }) => { void check(name) },
  replay: ({ name }) => {
    app.revision.set(name)
    app.panel.set('replay')
  },
  compareWithActive: ({ name }) => { void compareRevisions(app.program.get()?.spec.activeRevision ?? name, name) },
  compareWithText: ({ name }) => { void withText(name, (text) => { compareDialog('Revision and text', { name: shortName(name), text }, { name: 'Text in the editor', text: source.text() }) }) },
  takeText: ({ name }) => { void withText(name, (text) => { source.replace(text) }) },
})

const approve = async (app: App, { name }: RevisionSummary): Promise<void> => {
  if (valueOr(await api.approve(name)) === undefined) return
  toast(`Approved ${shortName(name)}`)
  await app.reload()
}

/** Two revisions beside each other. */
export const compareRevisions = async (from: string, to: string): Promise<void> => {
  const found = valueOr(await api.diff(to, from))
  if (found === undefined) return
  const [left, right] = found.from.name === from ? [found.from, found.to] : [found.to, found.from]
  compareDialog(`${shortName(left.name)} and ${shortName(right.name)}`, { name: `${shortName(left.name)} by ${left.author}`, text: left.source }, { name: `${shortName(right.name)} by ${right.author}`, text: right.source })
}

const withText = async (name: string, use: (text: string) => void): Promise<void> => {
  const found = valueOr(await api.revision(name))
  if (found !== undefined) use(found.source)
}

/** Buttons of a revision. What somebody may not do is there and says so. */
export const revisionButtons = ({ spec, rights }: ProgramDetail, revision: RevisionSummary, actions: RevisionActions): readonly HTMLElement[] => {
  const isActive = spec.activeRevision === revision.name
  const made = (text: string, run: (revision: RevisionSummary) => void, missing?: string | false): HTMLElement =>
    button(text, () => { run(revision) }, { class: 'small', ...(typeof missing === 'string' ? { disabled: true, title: missing } : {}) })
  const without = (right: keyof ProgramDetail['rights']): string | false => rights[right] ? false : `You need the right to ${right}`
  return [
    made('Publish …', actions.publish, isActive ? 'It is active' : without('publish')),
    made('Canary …', actions.canary, isActive ? 'It is active' : spec.activeRevision === undefined ? 'A canary runs beside an active revision' : without('publish')),
    made('Approve', actions.approve, without('approve')),
    made('Run checks', actions.check, without('edit')),
    made('Replay', actions.replay, without('replay')),
    ...(isActive || spec.activeRevision === undefined ? [] : [made('Compare with active', actions.compareWithActive)]),
    made('Compare with text', actions.compareWithText),
    made('Edit from here', actions.takeText, without('edit')),
  ]
}
