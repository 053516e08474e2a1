import { composite, refuse } from '../../../src/kit/composite.ts'
import type { SyncInput, SyncOutput, UncheckedParent } from '../../../src/kit/composite.ts'
import { claim, conditions } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { inPlace } from '../../../src/kit/controller.ts'
import type { CompositeController } from '../../../src/kit/controller.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { problem, problemsText } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { named } from '../../../src/kit/related.ts'
import type { RelatedRule } from '../../../src/kit/related.ts'
import type { TObject } from '../../../src/kit/schema.ts'
import { KasprApp } from '../kasprapp/resource.ts'
import { appLabel } from '../labels.ts'
import { reconcileMetrics } from '../reconcile-metrics.ts'
import { appLink, certainAfter } from './app-link.ts'
import { appliedDefinition } from './applied.ts'
import type { Component, ComponentKind } from './component-kind.ts'
import { definitionConfigMap } from './config-map.ts'
import type { DefinitionFile, Read, Reading } from './definition-file.ts'
import type { ComponentStatus } from './status.ts'

export type ComponentInput = Omit<SyncInput<Component>, 'parent'> & { readonly parent: Component }

/** What a kind of component adds to the shared controller. */
export interface ComponentExtras {
  readonly reads?: readonly Kind[]
  readonly related?: (parent: UncheckedParent, reading: Reading) => readonly RelatedRule[]
  /** Mistakes that only show beside other objects. */
  readonly problems?: (input: ComponentInput) => readonly Problem[]
  /** Why the component is not ready although its app is there. */
  readonly notReady?: (input: ComponentInput) => Claim | undefined
  /** References to other objects that do not resolve. */
  readonly unresolved?: (input: ComponentInput, reading: Reading) => readonly Problem[]
  /** Status fields of this kind only. */
  readonly status?: (input: ComponentInput) => object
}

/** The controller of a component kind: one ConfigMap with one file, and a status that says whether its app exists. */
export const componentController = <Spec extends TObject>(kind: ComponentKind<Spec>, read: Read, extras: ComponentExtras = {}): CompositeController => composite({
  name: kind.resource.kind.toLowerCase(),
  parent: kind.resource,
  children: [inPlace(ConfigMap)],
  reads: [KasprApp, ...(extras.reads ?? [])],
  related: (parent) => [...appRule(parent), ...(extras.related?.(parent, read(parent)) ?? [])],
  keptStatus: withoutLost(kind.suffix),
  metrics: reconcileMetrics,
  sync: (input) => {
    const reading = read(input.parent)
    const problems = [...labelProblems(input.parent), ...reading.problems, ...(extras.problems?.(input) ?? [])]
    return reading.file === undefined || problems.length > 0 ? refuse(problems) : synced(input, { ...reading, file: reading.file }, extras)
  },
})

/** What is applied is forgotten when the ConfigMap of an invalid component is gone: pods that mount it could not start. */
const withoutLost = (suffix: string) => ({ parent, children }: SyncInput<UncheckedParent>): object => {
  const { applied: lost, ...rest } = parent.status ?? {}
  return children.get(ConfigMap, `${parent.metadata.name}-${suffix}`) === undefined || lost === undefined ? rest : { ...rest, applied: lost }
}

/** Asks for the app by the name in the label, never for all apps of the namespace (design §9 no. 2). */
const appRule = ({ metadata }: UncheckedParent): readonly RelatedRule[] => {
  const app = metadata.labels?.[appLabel]
  return app === undefined || app === '' ? [] : named(KasprApp, metadata.namespace, [app])
}

const labelProblems = ({ metadata }: Component): readonly Problem[] => metadata.labels?.[appLabel]
  ? [] : [{ ...problem(`metadata.labels["${appLabel}"]`, 'is required: it names the KasprApp'), reason: 'MissingAppLabel' }]

type Valid = Reading & { readonly file: DefinitionFile }

const synced = (input: ComponentInput, reading: Valid, extras: ComponentExtras): SyncOutput<ComponentStatus> => {
  const { parent } = input
  const generation = parent.metadata.generation ?? 0
  return {
    children: [definitionConfigMap(reading.file, parent.metadata.namespace)],
    status: {
      observedGeneration: generation,
      app: appLink(input),
      configMap: reading.file.object,
      hash: reading.file.hash,
      ...applied(input, reading.file),
      ...extras.status?.(input),
      conditions: conditions(parent.status?.conditions, claims(input, reading, extras), { now: input.now, generation }),
    },
    ...again(input),
  }
}

/** One more look when the answer about the app will be certain. */
const again = (input: ComponentInput): Pick<SyncOutput<ComponentStatus>, 'resyncAfterSeconds'> => {
  const seconds = certainAfter(input)
  return seconds === undefined ? {} : { resyncAfterSeconds: seconds }
}

const applied = ({ children }: ComponentInput, file: DefinitionFile): Pick<ComponentStatus, 'applied'> => {
  const found = appliedDefinition(children.get(ConfigMap, file.object), file)
  return found === undefined ? {} : { applied: found }
}

const claims = (input: ComponentInput, reading: Reading, extras: ComponentExtras): readonly Claim[] => {
  const unresolved = [...reading.warnings, ...(extras.unresolved?.(input, reading) ?? [])]
  return [
    ready(input, extras),
    ...(extras.unresolved === undefined ? [] : [unresolved.length === 0
      ? claim('ReferencesResolved', 'True', { reason: 'Resolved', message: 'Every step and table is there' })
      : claim('ReferencesResolved', 'False', { reason: 'ReferenceNotFound', message: problemsText(unresolved) })]),
  ]
}

/** As long as nobody knows about the app nothing else counts: from this condition on the time is counted until somebody does. */
const ready = (input: ComponentInput, { notReady }: ComponentExtras): Claim =>
  appLink(input).status === 'Unknown' ? readyClaim(input) : notReady?.(input) ?? readyClaim(input)

/** Messages of the Events that upstream wrote (kaspr-lifecycle.md 3.6). */
const readyClaim = (input: ComponentInput): Claim => {
  const { parent } = input
  const { name, status } = appLink(input)
  const where = `in \`${parent.metadata.namespace ?? 'default'}\` namespace`
  switch (status) {
    case 'AppFound': return claim('Ready', 'True', { reason: status, message: `KasprApp \`${name}\` found ${where}.` })
    case 'AppNotFound': return claim('Ready', 'False', { reason: status, message: `KasprApp \`${name}\` does not exist ${where}.` })
    default: return claim('Ready', 'Unknown', { reason: 'AppUnknown', message: `KasprApp \`${name}\` was not asked for yet; the answer comes within 20 minutes or with the next change of the spec.` })
  }
}
