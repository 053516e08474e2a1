import type { HookContext } from '../../src/kit/controller.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { clusterFindings, stepFindings } from './cluster-findings.ts'
import { familyFindings } from './family-findings.ts'
import type { Finding } from './finding.ts'
import { surveyOf } from './survey.ts'

/** Everything that a person should know before a move, parent by parent, then the cluster and the steps. Nothing is written. */
export const planOf = async (snapshot: Snapshot, context: HookContext): Promise<readonly Finding[]> => {
  const survey = await surveyOf(snapshot, context)
  return [
    ...survey.families.flatMap((family) => familyFindings(family, survey)),
    ...clusterFindings(survey, context),
    ...stepFindings(survey, context),
  ]
}

/** Findings for people: one block an object; what needs a person has an exclamation mark. */
export const planText = (findings: readonly Finding[]): string => {
  const steps = findings.filter(({ code }) => code === 'Step')
  const others = findings.filter(({ code }) => code !== 'Step')
  const blocks = [...new Set(others.map(({ object }) => object))].map((object) => [object, ...others.filter((finding) => finding.object === object).map(line)])
  return [...blocks, ['steps', ...steps.map(({ message, done = false }) => `  ${done ? 'done' : 'open'}  ${message}`)], [summary(findings)]]
    .map((block) => `${block.join('\n')}\n`).join('\n')
}

const line = ({ needsPerson, code, message }: Finding): string =>
  `  ${needsPerson ? '!' : ' '} ${code === 'Restart' ? message.replace(/: /, ':\n      ').replaceAll('; ', '\n      ') : message}`

const summary = (findings: readonly Finding[]): string => {
  const count = (wanted: Finding['code']): number => findings.filter(({ code }) => code === wanted).length
  const people = findings.filter(({ needsPerson }) => needsPerson).length
  const pods = findings.reduce((sum, finding) => sum + (finding.code === 'Restart' ? finding.pods ?? 0 : 0), 0)
  return `${count('NoRestart')} apps without a restart, ${count('Restart')} with one (${pods} pods), ${people} findings need a person`
}
