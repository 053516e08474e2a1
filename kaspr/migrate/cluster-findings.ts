import type { HookContext } from '../../src/kit/controller.ts'
import { described } from '../../src/engine/metadata.ts'
import { isObject } from '../../src/protocol/json.ts'
import { isAdopted } from './adoption.ts'
import { note, warning } from './finding.ts'
import type { Finding } from './finding.ts'
import { awaitsDeletion, kopfAnnotations, kopfFinalizers } from './kopf.ts'
import { differingSettings, signsOfOperator } from './operator.ts'
import { outdatedDefinitions, registeredBeforeDefinitions, registrationsIn, unmarkedRegistrations } from './order.ts'
import type { Survey } from './survey.ts'

const place = 'cluster'

/** Where the cluster as a whole stands, and what is not in the right order. */
export const clusterFindings = (survey: Survey, { now, settings }: HookContext): readonly Finding[] => {
  const { snapshot } = survey
  return [
    ...operatorSigns(survey, now).map((sign) => warning(place, 'OperatorRunning', { message: `kaspr-operator seems to run: ${sign}. Two operators fight over every pod template` })),
    ...differingSettings(snapshot, settings).map((message) => warning(place, 'OperatorSettings', { message: `setting of kaspr-operator: ${message}` })),
    ...orderProblems(survey).map((message) => warning(place, 'RegisteredTooEarly', { message })),
    ...unmarkedRegistrations(snapshot).map((name) => warning(place, 'RegistrationUnmarked', { message: `${name}: the paths of its webhooks name no release` })),
    ...registeredBeforeDefinitions(snapshot).filter(({ metadata: { name } }) => hasUnwrittenStatus(survey, name)).map((registration) => warning(place, 'RegisteredTooEarly', {
      message: `${described(registration)} is older than its definition, and statuses are not written: restart Metacontroller`,
    })),
    ...definitionFindings(survey),
    ...snapshot.unreadable.map(({ plural }) => warning(place, 'Unreadable', { message: `${plural} may not be read; what depends on them is not told` })),
  ]
}

/** Some parent of a controller whose status is not that of its newest generation. */
const hasUnwrittenStatus = ({ families }: Survey, controller: string): boolean => families.some(({ controller: { name }, parent: { status, metadata } }) =>
  name === controller && (isObject(status) ? status['observedGeneration'] : undefined) !== metadata.generation)

const definitionFindings = ({ snapshot }: Survey): readonly Finding[] => {
  const names = outdatedDefinitions(snapshot)
  return names.length === 0 ? [] : [note(place, 'DefinitionOutdated', { message: `to be installed before the registrations: ${names.join(', ')}`, children: names })]
}

export const operatorSigns = ({ snapshot, families }: Survey, now: string): readonly string[] =>
  signsOfOperator(snapshot, families.map(({ parent }) => parent), now)

/** What must not be so when children are labelled; empty when everything is in its order. */
export const orderProblems = (survey: Survey): readonly string[] => {
  const { snapshot } = survey
  const registered = registrationsIn(snapshot).map(described)
  if (registered.length === 0) return []
  const unlabelled = openChildren(survey)
  const outdated = outdatedDefinitions(snapshot)
  return [
    ...(unlabelled === 0 ? [] : [`${registered.join(', ')} registered while ${unlabelled} objects have no label yet: Metacontroller lets go of them`]),
    ...(outdated.length === 0 ? [] : [`${registered.join(', ')} registered before the definitions of ${outdated.join(', ')}: statuses would never be written`]),
  ]
}

const openChildren = ({ families }: Survey): number =>
  families.flatMap(({ parent, adoption: { labelled } }) => labelled.filter((child) => !isAdopted(parent, child))).length

const marked = ({ families }: Survey): number =>
  families.filter(({ parent }) => !awaitsDeletion(parent) && [...kopfFinalizers(parent), ...kopfAnnotations(parent)].length > 0).length

/** What is to be done, in this order. */
export const stepFindings = (survey: Survey, { now }: HookContext): readonly Finding[] => {
  const { snapshot } = survey
  const isRegistered = registrationsIn(snapshot).length > 0
  const steps: readonly (readonly [string, boolean])[] = [
    ['stop kaspr-operator: scale its Deployment to 0 and wait until its pod is gone', operatorSigns(survey, now).length === 0],
    ['kaspr-hooks migrate apply', openChildren(survey) === 0 && marked(survey) === 0],
    ['kubectl apply --server-side --force-conflicts -k crds, then wait half a minute so that Metacontroller knows them', outdatedDefinitions(snapshot).length === 0],
    ['start the service, then kubectl apply -k metacontroller', isRegistered && unmarkedRegistrations(snapshot).length === 0],
    ['kaspr-hooks migrate plan once more, then kaspr-hooks status -A', false],
  ]
  return steps.map(([message, done], index) => note(place, 'Step', { message: `${index + 1}. ${message}`, done }))
}
