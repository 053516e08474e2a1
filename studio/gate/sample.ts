import { described } from '../../src/engine/metadata.ts'
import { parentOf } from '../../src/recording/applied-children.ts'
import { withGroups } from '../replay/allowed-groups.ts'
import type { RunCall } from '../replay/program-run.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import type { Candidate } from './gate.ts'

/** A call that properties are tried on: a recording, a fixture, or one that was made from the schema. */
export interface Sample {
  readonly id: string
  readonly call: RunCall
}

/** Recordings that run a program: `customize` does not, and neither does `finalize` without a finalize hook. */
export const samplesOf = (calls: readonly ProgramCall[], { finalize, children }: Pick<Candidate, 'finalize' | 'children'>): readonly Sample[] =>
  calls.flatMap(({ id, hook, request, now }) => hook === 'sync' || (hook === 'finalize' && finalize) ? [{ id, call: { hook, request: withGroups(request, children), now } }] : [])

/** Few calls of every parent, newest first: what is tried many times over. */
export const spread = (samples: readonly Sample[], { each, most }: { readonly each: number; readonly most: number }): readonly Sample[] => {
  const counts = new Map<string, number>()
  return samples.filter((sample) => {
    const key = `${sample.call.hook} ${parentWords(sample)}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= each
  }).slice(0, most)
}

const parentWords = ({ call }: Sample): string => described(parentOf(call.request))

/** A sample as failures name it: `recording r-17 (MyResource demo/a)`. */
export const sampleWords = (sample: Sample): string => `recording ${sample.id} (${parentWords(sample)})`
