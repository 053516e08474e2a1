import type { HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import type { CheckReport } from '../../hooks/program/hookrevision/resource.ts'
import type { Sandboxes } from '../../src/sandbox/sandbox.ts'
import type { Diagnostic } from '../authoring/authoring.ts'
import type { AllowedKinds } from '../replay/allowed-groups.ts'
import type { ProgramCall } from '../traffic/traffic.ts'

/** A program as it would run: the bundle with the candidate as its active code. */
export interface Candidate {
  readonly bundle: HookBundleSpec
  readonly finalize: boolean
  /** CRD schemas of parent and children where known, for the properties `schema` and `total`: `<Kind>.<apiVersion>` to OpenAPI schema. */
  readonly schemas: ReadonlyMap<string, object>
  /** Kinds of children that the program may make. When absent, those of the recordings, and without recordings the other kinds of `schemas`. */
  readonly children?: AllowedKinds
  /** Kind of the parents. Found in `schemas` by the plural name when absent. */
  readonly parentKind?: string
  /** Scope of the parents; Namespaced when absent. */
  readonly scope?: 'Namespaced' | 'Cluster'
}

export interface GateInput {
  readonly candidate: Candidate
  /** What runs now, for `no surprise`. */
  readonly active: Candidate | undefined
  /** What the compiler says about the candidate; types are no part of the report when absent. */
  readonly diagnostics?: readonly Diagnostic[]
  /** Message of the revision: `allow-deletes: StatefulSet` allows that deletions. */
  readonly message: string
  readonly calls: readonly ProgramCall[]
  readonly sandboxes: Sandboxes
  /** RFC 3339. */
  readonly now: string
  /** Of the mutations. */
  readonly seed?: number
  /** Time for everything, one minute when absent. What does not fit in is not run, and the report is not passed. */
  readonly mostMilliseconds?: number
}

/** Checks all properties. Never throws for what a program does. */
export type Gate = (input: GateInput) => Promise<CheckReport>
