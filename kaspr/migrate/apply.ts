import { described } from '../../src/engine/metadata.ts'
import { controllerOf } from '../../src/engine/owner-reference.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { MigrationOrder, OperatorRunning, StillRegistered } from '../../src/protocol/errors.ts'
import { adopted, isAdopted, released } from './adoption.ts'
import { operatorSigns, orderProblems } from './cluster-findings.ts'
import { awaitsDeletion, kopfAnnotations, kopfFinalizers, withoutKopf } from './kopf.ts'
import { carryOut, ours } from './move.ts'
import type { Move, Moved } from './move.ts'
import { registrationsIn, unmarkedRegistrations } from './order.ts'
import type { Family } from './family.ts'
import type { Survey, Surveyed } from './survey.ts'
import type { Snapshot } from '../cluster/snapshot.ts'

/** First the labels of all children, then the marks of kopf: whoever stops in between has lost nothing. */
export const applyMoves = ({ families }: Survey): readonly Move[] => [...families.flatMap(labelMoves), ...families.flatMap(kopfMoves)]

const labelMoves = ({ parent, adoption: { labelled } }: Surveyed): readonly Move[] =>
  labelled.filter((child) => !isAdopted(parent, child)).map((child) => ({
    object: child,
    doing: controllerOf(child) === undefined ? 'label controller-uid, owner reference' : 'label controller-uid',
    change: (live) => adopted(parent, ours(parent, live)),
  }))

const kopfMoves = ({ parent }: Surveyed): readonly Move[] =>
  awaitsDeletion(parent) || kopfFinalizers(parent).length + kopfAnnotations(parent).length === 0 ? []
    : [{ object: parent, doing: 'remove finalizer and annotations of kopf', change: (live) => awaitsDeletion(live) ? live : withoutKopf(live) }]

/** The labels only: owner references are upstream's own, and it makes its finalizer and annotations itself. */
export const rollbackMoves = (families: readonly Family[]): readonly Move[] => families.flatMap(({ parent, children }) =>
  children.filter((child) => released(parent, child) !== child)
    .map((child) => ({ object: child, doing: 'remove label controller-uid', change: (live) => released(parent, live) })))

/** Throws OperatorRunning or MigrationOrder when it is too early, or too late, to label anything. */
export const checkApply = (survey: Survey, now: string): void => {
  const signs = operatorSigns(survey, now)
  if (signs.length > 0) throw new OperatorRunning(signs.join('; '))
  const problems = [...orderProblems(survey), ...unmarkedRegistrations(survey.snapshot).map((name) => `the webhooks of ${name} name no release`)]
  if (problems.length > 0) throw new MigrationOrder(problems.join('; '))
}

/** Throws StillRegistered: a child without its label would be let go, and could not be made again. */
export const checkRollback = (snapshot: Snapshot): void => {
  const registered = registrationsIn(snapshot).map(described)
  if (registered.length > 0) throw new StillRegistered(registered.join(', '))
}

/** Carries out moves one after the other and tells of each. One that fails does not keep the others back. */
export const carryOutAll = async (store: Pick<ObjectStore, 'get' | 'update'>, moves: readonly Move[], tell: (moved: Moved, at: number) => void): Promise<readonly Moved[]> => {
  const all: Moved[] = []
  for (const [at, move] of moves.entries()) {
    const moved = await attempt(store, move)
    tell(moved, at)
    all.push(moved)
  }
  return all
}

const attempt = async (store: Pick<ObjectStore, 'get' | 'update'>, move: Move): Promise<Moved> => {
  const about = { object: described(move.object), doing: move.doing }
  try {
    return { ...about, state: await carryOut(store, move) }
  } catch (error) {
    return { ...about, state: 'failed', message: error instanceof Error ? `${'code' in error ? `${String(error.code)}: ` : ''}${error.message}` : String(error) }
  }
}

/** What would be done. */
export const planned = (moves: readonly Move[]): readonly Moved[] => moves.map(({ object, doing }) => ({ object: described(object), doing, state: 'planned' }))
