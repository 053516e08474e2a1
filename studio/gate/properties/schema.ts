import { builtInProblems } from '../../../src/cluster/server/built-in-problems.ts'
import { metadataProblems } from '../../../src/cluster/server/metadata-problems.ts'
import { discoveryOf, served } from '../../../src/engine/discovery.ts'
import { withDefaults } from '../../../src/kit/defaults.ts'
import { properties, list } from '../../../src/kit/structure.ts'
import { groupKey } from '../../../src/protocol/group-key.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { KubernetesObject } from '../../../src/protocol/request.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { parentOf, placed, wantedChildren } from '../../../src/recording/applied-children.ts'
import type { ProgramAnswer } from '../../runtime/answer.ts'
import { answerRules } from '../../runtime/policy/answer-rules.ts'
import { structuralProblem } from '../../runtime/policy/structural-problem.ts'
import { isAnswered } from '../../replay/program-run.ts'
import type { Failure, RunCall } from '../../replay/program-run.ts'
import { everyAnswered } from '../bench.ts'
import type { Bench } from '../bench.ts'
import type { Candidate } from '../gate.ts'
import { words } from '../named-children.ts'
import { fresh } from '../next-request.ts'
import type { Property, Verdict } from '../property.ts'
import { sampleWords } from '../sample.ts'

/** What the API server takes: children as their kinds want them, and a status that the CRD of the parent knows. */
export const schema: Property = {
  name: 'schema',
  check: async (bench) => await heldBack(bench) ?? everyAnswered(bench, { samples: bench.samples, hook: 'any' }, async ({ call, base: { answer } }) =>
    statusProblem(bench.candidate, call, answer) ?? wantedChildren(answer).map((child) => childProblem(bench.candidate, call, child)).find((found) => found !== undefined)),
}

/** Answers that never reach Metacontroller. */
const heldBack = async (bench: Bench): Promise<Verdict | undefined> => {
  for (const sample of bench.samples) {
    const run = await bench.base(sample)
    if (!isAnswered(run) && isHeldBack(run.failure)) return { failure: `${sampleWords(sample)}: as it was recorded, the answer is held back: ${run.failure.message}` }
  }
  return undefined
}

/** The program gave an answer, but not one that may leave. */
export const isHeldBack = ({ kill, rule, code }: Failure): boolean => kill === undefined && (rule !== undefined || code === 'KH_PROGRAM_ANSWER_INVALID')

const statusProblem = (candidate: Candidate, { hook, request }: RunCall, answer: JsonObject): string | undefined => {
  const statusSchema = properties(schemaFor(candidate, parentOf(request)))['status']
  if (!isObject(statusSchema)) return undefined
  const problem = answerRules['status-schema']?.(trusted<ProgramAnswer>(answer), { hook, bundle: { ...candidate.bundle, statusSchema } })
  return problem === undefined ? undefined : `as it was recorded, its CRD does not take the status: ${problem}`
}

const schemaFor = ({ schemas }: Candidate, object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): JsonObject => trusted<JsonObject>(schemas.get(groupKey(object)) ?? {})

const builtIn = discoveryOf([])

const childProblem = (candidate: Candidate, { request, now }: RunCall, wanted: JsonObject): string | undefined => {
  const child = placed(wanted, parentOf(request))
  const { apiVersion, kind } = trusted<KubernetesObject>(child)
  const of = builtIn.kind(apiVersion, kind) ?? served({ apiVersion, kind, plural: '', scope: 'Namespaced' })
  const stored = fresh(child, now)
  const [problem] = [...metadataProblems(of, stored), ...builtInProblems(of)(stored)]
  const said = problem === undefined ? customProblem(schemaFor(candidate, { apiVersion, kind }), child) : `${problem.path} ${problem.message}`
  return said === undefined ? undefined : `as it was recorded, the API server does not take ${words(child)}: ${said}`
}

/** Everything beside the type, the metadata and the status; defaults are filled in before it is checked. */
const customProblem = (whole: JsonObject, child: JsonObject): string | undefined => {
  const isBody = (key: unknown): boolean => !['apiVersion', 'kind', 'metadata', 'status'].includes(String(key))
  const fields = Object.entries(properties(whole)).filter(([key]) => isBody(key))
  const problems = fields.map(([key, field]) => {
    const value = child[key]
    if (value === undefined) return list(whole['required']).includes(key) ? `${key} is required` : undefined
    return isObject(field) ? structuralProblem(withDefaults(trusted(field), value), field, key) : undefined
  })
  return problems.find((found) => found !== undefined)
}
