import type { ObjectDiff } from '../../src/diff/object-diff.ts'
import type { ShownChange } from '../../src/diff/shown.ts'
import type { SandboxLog } from '../../src/sandbox/sandbox.ts'
import type { ParentReference } from '../traffic/traffic.ts'
import type { Failure } from './program-run.ts'

/** What one of the two revisions did with the call. */
export interface PreviewSide {
  readonly milliseconds: number
  readonly memoryBytes: number
  /** Why there is no answer: Metacontroller then leaves everything as it is. */
  readonly failure?: Failure
}

/** A line of the log that only one side wrote. */
export interface LogChange extends SandboxLog { readonly side: 'active' | 'candidate' }

/** What the candidate does otherwise for one recorded call. */
export interface PreviewRow {
  /** Id of the recorded call. */
  readonly call: string
  readonly parent: ParentReference
  readonly hook: 'sync' | 'finalize'
  /** RFC 3339: what both sides saw as the time. */
  readonly now: string
  /** What becomes of the children, in the words of `kaspr-hooks diff`; those that stay as they are are left out. */
  readonly children: readonly ObjectDiff[]
  readonly status: readonly ShownChange[]
  /** Seconds, 0 for none; absent when both ask for the same. */
  readonly resync?: { readonly from: number; readonly to: number }
  /** Only of a finalize hook; absent when both say the same. */
  readonly finalized?: { readonly from: boolean; readonly to: boolean }
  readonly logs: readonly LogChange[]
  /** Absent when nothing runs yet. */
  readonly active?: PreviewSide
  readonly candidate: PreviewSide
  /** What a person must look at. */
  readonly flags: readonly string[]
}

export interface Preview {
  readonly rows: readonly PreviewRow[]
  /** Flags of all rows and of all together, each once. */
  readonly flags: readonly string[]
}
