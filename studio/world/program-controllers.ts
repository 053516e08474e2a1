import { CustomResourceDefinition, definitionName } from '../../hooks/program/custom-resource-definition.ts'
import { HookBundle } from '../../hooks/program/hookbundle/resource.ts'
import type { HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import { registrationName } from '../../hooks/program/hookprogram/program.ts'
import { HookProgram, HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { definedBy } from '../../src/cluster/server/definition.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { checkOf } from '../../src/kit/check.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { isKind } from '../../src/kit/resources.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { syncSandbox } from '../../src/sandbox/sync-sandbox.ts'
import { candidateOf } from '../api/trial.ts'
import { knownKind } from '../authoring/declarations/known-kind.ts'
import { bundleGroup } from '../runtime/bundle.ts'
import { relatedAnnotation, relatedOf } from '../runtime/customize.ts'
import { noMeter } from '../runtime/program-metrics.ts'
import { syncProgramRuntime } from '../runtime/runtime.ts'
import type { SyncProgramRuntime } from '../runtime/runtime.ts'
import { memoryTraffic } from '../traffic/memory-traffic.ts'

/** Programs among documents as controllers, for whoever asks hooks without a cluster. */
export interface ProgramControllers {
  readonly controllers: readonly CompositeController[]
  readonly stop: () => Promise<void>
}

/**
 * A controller for every HookProgram whose active revision and whose parent's definition are there. Checks are not asked
 * for. Throws SourceInvalid.
 */
export const programControllers = (objects: readonly StoredObject[]): ProgramControllers => {
  const sandbox = syncSandbox()
  const run = syncProgramRuntime({ run: sandbox.run, traffic: memoryTraffic(), meter: () => noMeter, clock: () => 0 })
  const among = amongOf(objects)
  return { controllers: programsIn(objects).flatMap((program) => controllerOf(program, among, run) ?? []), stop: sandbox.stop }
}

interface Among {
  readonly definitions: ReadonlyMap<string, StoredObject>
  readonly revisions: readonly HookRevision[]
}

const amongOf = (objects: readonly StoredObject[]): Among => ({
  definitions: new Map(objects.filter((object) => isKind(CustomResourceDefinition, object)).map((object) => [object.metadata.name, object])),
  revisions: trusted<readonly HookRevision[]>(objects.filter((object) => isKind(HookRevision, object))),
})

const specCheck = checkOf(HookProgramSpec)

/** What is wrong with a spec its own controller says. */
const programsIn = (objects: readonly StoredObject[]): readonly HookProgram[] =>
  trusted<readonly HookProgram[]>(objects.filter((object) => isKind(HookProgram, object) && specCheck.matches(object['spec'])))

const controllerOf = (program: HookProgram, { definitions, revisions }: Among, run: SyncProgramRuntime): CompositeController | undefined => {
  const { metadata: { name }, spec } = program
  const definition = definitions.get(definitionName(spec.parent))
  const revision = revisions.find((one) => one.metadata.name === spec.activeRevision && one.spec.program === name)
  if (definition === undefined || revision === undefined) return undefined
  const kindsOf = (named: readonly Named[]): readonly Kind[] => named.flatMap((one) => kindOf(one, definitions) ?? [])
  const { bundle } = candidateOf(program, { definitions, text: '', digest: undefined }, { revision: revision.metadata.name, source: revision.spec.source })
  return {
    type: 'composite',
    name: registrationName(name),
    parent: trusted(definedBy(definition).resource),
    children: kindsOf(spec.children ?? []).map((kind) => ({ kind, method: 'InPlace' })),
    reads: kindsOf(spec.related ?? []),
    settingProblems: () => [],
    ...hooksOf(program, bundle, run),
  }
}

interface Named { readonly apiVersion: string; readonly resource: string }

const kindOf = (named: Named, definitions: Among['definitions']): Kind | undefined => {
  const known = knownKind(named, definitions)
  return known === undefined ? undefined : { apiVersion: known.apiVersion, kind: known.kind, plural: named.resource, scope: known.scope }
}

/** The bundle comes with the request, as always; nobody has to store one. */
const hooksOf = ({ metadata: { name }, spec: { related = [] } }: HookProgram, spec: HookBundleSpec, run: SyncProgramRuntime): Pick<CompositeController, 'customize' | 'sync'> => {
  const bundle = { apiVersion: HookBundle.apiVersion, kind: HookBundle.kind, metadata: { name }, spec }
  const controller = { metadata: { annotations: { [relatedAnnotation]: JSON.stringify(related) } } }
  return {
    customize: ({ parent }) => ({ relatedResources: relatedOf(name, trusted({ controller, parent })).relatedResources.filter(({ resource }) => resource !== HookBundle.plural) }),
    sync: (request, { now }) => {
      const document = { ...request, related: { ...request.related, [bundleGroup]: { [name]: bundle } } }
      const { body } = run({ program: name, hook: 'sync', document: trusted(document), bytes: 0, now })
      // Its policy has looked at empty answers already.
      return { answer: trusted(body), problems: [], childless: true }
    },
  }
}
