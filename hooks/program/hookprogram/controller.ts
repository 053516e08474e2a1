import { composite, refuse } from '../../../src/kit/composite.ts'
import { inPlace } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { admission } from '../admission.ts'
import { CompositeController } from '../composite-controller.ts'
import { CustomResourceDefinition, definitionName, servedVersion } from '../custom-resource-definition.ts'
import { HookBundle } from '../hookbundle/resource.ts'
import { revisionStatus } from '../hookrevision/publishing.ts'
import { HookRevision } from '../hookrevision/resource.ts'
import { typesDigestOf } from '../types-digest.ts'
import { autoRolledBack } from './auto-rollback.ts'
import { bundle, settled } from './bundle.ts'
import type { Settled } from './bundle.ts'
import type { Facts } from './conditions.ts'
import { definitionProblem } from './definition-problem.ts'
import { finalize } from './finalize.ts'
import { parentTaken } from './parent-taken.ts'
import { programProblems } from './problems.ts'
import { definitionsOf, previousBundle, registrationName } from './program.ts'
import type { ProgramInput } from './program.ts'
import { registration } from './registration.ts'
import { relatedOf } from './related.ts'
import { HookProgram } from './resource.ts'
import { programSettingProblems } from './settings.ts'
import { activeSlot, canarySlot } from './slots.ts'
import { statusOf } from './status.ts'
import { statusSchemaOf } from './status-schema.ts'

const sync = (input: ProgramInput) => {
  const { parent: { metadata: { name }, spec }, settings } = input
  const problems = programProblems(input)
  if (problems.length > 0) return refuse(problems)
  const made = settledOf(input)
  const facts = factsOf(input, made)
  const isWanted = facts.isRegistered || (facts.definitionProblem === undefined && isDelivered(input))
  return {
    children: [bundle(made.spec), ...(isWanted ? [registration(name, spec, settings)] : [])],
    status: statusOf(input, facts),
  }
}

const settledOf = (input: ProgramInput): Settled => {
  const { parent, children, related } = input
  const before = previousBundle(children, parent.metadata.name)
  const version = servedVersion(definitionsOf(related).get(definitionName(parent.spec.parent)), parent.spec.parent)
  const active = activeSlot(input, before)
  const canary = canarySlot(input, before, active.wanted)
  return settled(parent, { active, canary, before }, version === undefined ? knownSchema(before?.statusSchema) : statusSchemaOf(version.schema))
}

const knownSchema = (schema: unknown): JsonObject | undefined => isObject(schema) ? schema : undefined

/** Before there is code in the cluster every call of a parent would fail: nothing is registered then. */
const isDelivered = ({ parent: { metadata: { name } }, children }: ProgramInput): boolean => previousBundle(children, name)?.active !== undefined

const factsOf = (input: ProgramInput, made: Settled): Facts => {
  const { parent, children, related } = input
  const { metadata: { name }, spec, status } = parent
  const definitions = definitionsOf(related)
  const { active } = made.spec
  const running = active === undefined || made.activeRefused !== undefined ? undefined : related.get(HookRevision, active.revision)
  const isGood = running !== undefined && revisionStatus(running).checks?.passed === true
  return {
    settled: made,
    running,
    lastGood: isGood ? running.metadata.name : status?.lastGood,
    typesDigest: typesDigestOf(spec, definitions),
    definitionProblem: definitionProblem(spec.parent, definitions) ?? parentTaken(input),
    wantsCanary: spec.canary !== undefined,
    autoRolledBack: autoRolledBack(parent),
    isRegistered: children.get(CompositeController, registrationName(name)) !== undefined,
  }
}

export const hookProgram = composite({
  name: 'hookprogram',
  parent: HookProgram,
  children: [HookBundle, CompositeController].map(inPlace),
  reads: [HookRevision, CustomResourceDefinition, CompositeController],
  readsAny: true,
  related: relatedOf,
  admission,
  settingProblems: programSettingProblems,
  sync,
  finalize,
})
