import type { ProgramDetail, RevisionSummary } from '../../studio/api/bodies.ts'
import { el, setText } from '../parts/element.ts'
import { toast } from '../parts/toast.ts'
import { api } from './api.ts'
import type { Besides, Told } from './api.ts'
import { shortName } from './app.ts'
import type { App } from './app.ts'
import { canaryFields } from './canary-fields.ts'
import { askFirst } from './dialog.ts'
import { shareOf } from './state-strip.ts'

/** What answers before and after, in a sentence. */
const change = (program: ProgramDetail, to: string): HTMLElement => {
  const { activeRevision, canary } = program.spec
  const before = activeRevision === undefined ? 'Nothing answers now.' : `${shortName(activeRevision)} answers now.`
  const ended = canary === undefined || canary.revision !== to ? '' : ' Its canary ends.'
  return el('p', {}, `${before} From now on `, el('strong', {}, shortName(to)), ` answers for all ${program.spec.parent.resource}; every one of them is synced at once.${ended}`)
}

interface Overriding {
  readonly content: readonly HTMLElement[]
  readonly body: () => { readonly override?: { readonly reason: string } }
  readonly refused: (besides: Besides) => boolean
}

/** A reason to publish in spite of the checks; it is asked for when they are not passed, or when the server says so. */
const overriding = ({ status }: RevisionSummary): Overriding => {
  const reason = el('textarea', { id: 'override-reason', rows: 2, maxlength: 1000 })
  const why = el('ul', { class: 'reasons' })
  const words = el('p', {})
  const box = el('div', { class: 'override' }, words, why, el('label', { for: 'override-reason' }, 'Publish nevertheless, because'), reason)
  const passed = status.checks?.passed === true
  box.hidden = passed
  setText(words, status.checks === undefined ? 'Its checks were not run. Whoever publishes it nevertheless says why; the reason is kept for ever.' : 'Its checks were not passed. Whoever publishes it nevertheless says why; the reason is kept for ever.')
  return {
    content: [box],
    body: () => reason.value.trim() === '' ? {} : { override: { reason: reason.value.trim() } },
    refused: ({ reasons }) => {
      if (reasons === undefined) return false
      why.replaceChildren(...reasons.map(({ rule, message }) => el('li', {}, `${message} (${rule})`)))
      setText(words, reasons.every(({ canBeLifted }) => canBeLifted) ? 'A reason lifts this; it is kept for ever.' : 'No reason lifts this.')
      box.hidden = false
      reason.focus()
      return true
    },
  }
}

/** Moves a pointer on top of the program as the person sees it now; what came first is looked at again. */
const moving = (app: App, seen: ProgramDetail, move: (etag: string) => Told<ProgramDetail>): (() => Told<ProgramDetail>) => {
  let etag = seen.etag
  return async () => {
    const answer = await move(etag)
    if (!('refusal' in answer) || answer.refusal.more?.status !== 412) return answer
    // Its status changes by itself all the time; only another pointer is news to a person.
    await app.reload()
    const now = app.program.get()
    if (now === undefined || JSON.stringify(pointers(now)) !== JSON.stringify(pointers(seen))) return answer
    etag = now.etag
    return move(etag)
  }
}

const pointers = ({ spec: { activeRevision, canary } }: ProgramDetail): object => ({ activeRevision, canary })

const done = (app: App, program: ProgramDetail | undefined, said: string): void => {
  if (program === undefined) return
  toast(said)
  app.program.set(program)
}

export const publish = async (app: App, revision: RevisionSummary): Promise<void> => {
  const program = app.program.get()
  if (program === undefined) return
  const { content, body, refused } = overriding(revision)
  const run = moving(app, program, (etag) => api.publish(program.name, { revision: revision.name, ...body() }, etag))
  done(app, await askFirst({ title: `Publish ${shortName(revision.name)}?`, action: 'Publish', content: [change(program, revision.name), ...content], run, refused }), `Published ${revision.name}`)
}

export const rollback = async (app: App): Promise<void> => {
  const program = app.program.get()
  const target = program?.rollback ?? undefined
  if (program === undefined || target === undefined || !program.rights.publish) return
  const { canary } = program.spec
  const ended = canary === undefined ? [] : [el('p', {}, `The canary ${shortName(canary.revision)} (${shareOf(canary)}) ends.`)]
  const run = moving(app, program, (etag) => api.rollback(program.name, { revision: target }, etag))
  done(app, await askFirst({ title: `Roll back to ${shortName(target)}?`, action: 'Roll back', content: [change(program, target), ...ended], run }), `Rolled back to ${target}`)
}

export const startCanary = async (app: App, revision: RevisionSummary): Promise<void> => {
  const program = app.program.get()
  if (program === undefined) return
  const { content, body, refused } = overriding(revision)
  const fields = canaryFields()
  const words = el('p', {}, el('strong', {}, shortName(revision.name)), ` answers for some ${program.spec.parent.resource}; ${shortName(program.spec.activeRevision ?? '')} for all others.`)
  const run = moving(app, program, (etag) => api.canary(program.name, { revision: revision.name, ...fields.body(), ...body() }, etag))
  done(app, await askFirst({ title: `Let ${shortName(revision.name)} run as canary?`, action: 'Start canary', content: [words, ...fields.content, ...content], run, refused }), `Canary ${revision.name}`)
}

export const endCanary = async (app: App): Promise<void> => {
  const program = app.program.get()
  const canary = program?.spec.canary
  if (program === undefined || canary === undefined) return
  const words = el('p', {}, `${shortName(canary.revision)} answers for ${shareOf(canary)}. From now on ${shortName(program.spec.activeRevision ?? '')} answers for all ${program.spec.parent.resource}.`)
  const run = moving(app, program, (etag) => api.endCanary(program.name, etag))
  done(app, await askFirst({ title: 'End the canary?', action: 'End canary', content: [words], run }), 'The canary is over')
}
