import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { ObjectDiff } from '../../src/diff/object-diff.ts'
import { described, withMetadata } from '../../src/engine/metadata.ts'
import { controllerOf } from '../../src/engine/owner-reference.ts'
import { isObject } from '../../src/protocol/json.ts'
import { isAdopted } from './adoption.ts'
import { identityOf } from './family.ts'
import { note, warning } from './finding.ts'
import type { Finding } from './finding.ts'
import { awaitsDeletion, kopfAnnotations, kopfFinalizers } from './kopf.ts'
import { isPaused } from './pause.ts'
import type { Survey, Surveyed } from './survey.ts'

/** What a person should know about one custom resource and what belongs to it. */
export const familyFindings = (family: Surveyed, survey: Survey): readonly Finding[] => {
  const object = described(family.parent)
  return [
    ...restartFindings(object, family, survey),
    ...writeFindings(object, family, survey),
    ...stateFindings(object, family),
    ...childFindings(object, family),
    ...takenFindings(object, family, survey),
    ...kopfFindings(object, family),
  ]
}

const diffsOf = ({ children }: Surveyed, { consequences: { diffs } }: Survey): readonly ObjectDiff[] => {
  const names = new Set(children.map(described))
  return diffs.filter(({ object }) => names.has(object))
}

/** Apps only: nothing else has pods. */
const restartFindings = (object: string, family: Surveyed, survey: Survey): readonly Finding[] => {
  if (family.parent.kind !== KasprApp.kind || !family.children.some(({ kind }) => kind === 'StatefulSet')) return []
  const rolls = diffsOf(family, survey).filter(({ effect }) => effect === 'rolls')
  if (rolls.length === 0) return [note(object, 'NoRestart', { message: 'no restart' })]
  const restarts = rolls.map(({ object: child, pods, reason, changes }) => warning(object, 'Restart', {
    message: `${reason}${movesJoins(changes) ? ' (joins take the place of the single mounts in the second sync)' : ''}`,
    children: [child],
    ...(pods === undefined ? {} : { pods }),
    changes: changes.filter(({ path }) => path.startsWith('spec.template')),
  }))
  return [...restarts, ...(rolls.some(({ changes }) => movesJoins(changes)) ? [note(object, 'RebalanceRequired', { message: joinsAreNew })] : [])]
}

const joinsAreNew = 'its joins are new to the group: where members are static, one rebalance is asked for after the restart'

const movesJoins = (changes: ObjectDiff['changes']): boolean => changes.some(({ path }) => path.includes('JOINS_HASH'))

const writeFindings = (object: string, family: Surveyed, survey: Survey): readonly Finding[] => [
  ...diffsOf(family, survey).filter(({ effect, object: child }) => effect === 'refused' && !isRetained(family, child))
    .map(({ object: child, reason, changes }) => warning(object, 'Refused', { message: `${child}: ${reason}`, children: [child], changes })),
  ...survey.consequences.failures.filter(({ message }) => message.startsWith(`${object}:`)).map(({ message }) => warning(object, 'Failed', { message })),
]

/** Its name is taken because it stays outside: that is meant. */
const isRetained = ({ adoption: { retained } }: Surveyed, child: string): boolean => retained.some((claim) => described(claim) === child)

const stateFindings = (object: string, { parent, mistakes }: Surveyed): readonly Finding[] => [
  ...(mistakes === '' ? [] : [warning(object, 'InvalidSpec', { message: `invalid, and left as it is until that is mended: ${mistakes}` })]),
  ...(isPaused(parent) ? [note(object, 'Paused', { message: 'paused: what is told here follows when the pause ends' })] : []),
  ...(awaitsDeletion(parent) ? [warning(object, 'BeingDeleted', { message: 'its deletion waits for kopf; it is left alone, because without the finalizer it goes with all that belongs to it' })] : []),
  ...(isObject(parent['status']) && parent['status']['rebalanceRequired'] === true
    ? [note(object, 'RebalanceRequired', { message: 'a rebalance is pending; it is asked for once, after the move' })] : []),
]

const childFindings = (object: string, { parent, adoption: { labelled, retained, leftOver } }: Surveyed): readonly Finding[] => {
  const open = labelled.filter((child) => !isAdopted(parent, child)).map(described)
  const lonely = labelled.filter((child) => controllerOf(child) === undefined).map(described)
  return [
    ...(open.length === 0 ? [] : [note(object, 'Adopt', { message: `adopts ${open.join(', ')}`, children: open })]),
    ...(lonely.length === 0 ? [] : [note(object, 'OwnerMissing', { message: `becomes the owner of ${lonely.join(', ')}`, children: lonely })]),
    ...retained.map(described).map((child) => note(object, 'Retained', { message: `${child} stays outside, so that it is kept (deleteClaim: false)`, children: [child] })),
    ...leftOver.map(described).map((child) => warning(object, 'LeftOver', { message: `${child} is wanted by nobody; it is let go and stays until somebody deletes it`, children: [child] })),
  ]
}

/** Made anew in any case: upstream has nothing like it. */
const isNew = ({ kind, metadata: { name } }: Surveyed['parent']): boolean => kind === KasprMemberSet.kind || name.endsWith('-app-joins')

const takenFindings = (object: string, { parent, wanted, children }: Surveyed, { snapshot }: Survey): readonly Finding[] => {
  const own = new Set(children.map(identityOf))
  const absent = wanted.filter((child) => !own.has(identityOf(child)))
  const others = new Map(snapshot.objects.filter(({ metadata: { namespace } }) => namespace === parent.metadata.namespace).map((other) => [identityOf(other), other]))
  const missing = absent.filter((child) => !others.has(identityOf(child)) && !isNew(child)).map((child) => described(withMetadata(child, { namespace: parent.metadata.namespace })))
  return [
    ...(missing.length === 0 ? [] : [note(object, 'Missing', { message: `not there, will be made: ${missing.join(', ')}`, children: missing })]),
    ...absent.flatMap((child) => {
      const other = others.get(identityOf(child))
      const owner = other === undefined ? undefined : controllerOf(other)
      return other === undefined || owner === undefined ? []
        : [warning(object, 'ForeignOwner', { message: `${described(other)} belongs to ${owner.kind} ${owner.name}`, children: [described(other)] })]
    }),
  ]
}

const kopfFindings = (object: string, { parent }: Surveyed): readonly Finding[] => {
  const marks = [...kopfFinalizers(parent).map((name) => `finalizer ${name}`), ...kopfAnnotations(parent).map((name) => `annotation ${name}`)]
  return marks.length === 0 || awaitsDeletion(parent) ? [] : [note(object, 'Kopf', { message: `loses ${marks.join(', ')}` })]
}
