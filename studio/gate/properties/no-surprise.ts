import { identityOf } from '../../../src/diff/object-diffs.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { observedChildren, parentOf, placed, wantedChildren } from '../../../src/recording/applied-children.ts'
import { isAnswered } from '../../replay/program-run.ts'
import { everyAnswered } from '../bench.ts'
import type { AnsweredSample, Bench } from '../bench.ts'
import { words } from '../named-children.ts'
import type { Property } from '../property.ts'

/** Nothing that the active revision keeps goes, unless the message of the revision says `allow-deletes: <kinds>`. */
export const noSurprise: Property = {
  name: 'no surprise',
  check: async (bench) => {
    const allowed = allowedDeletes(bench.message)
    return everyAnswered(bench, { samples: bench.samples }, async (sample) => {
      const parent = parentOf(sample.call.request)
      const wanted = new Set(wantedChildren(sample.base.answer).map((child) => identityOf(placed(child, parent))))
      const lost = (await kept(bench, sample)).map((child) => placed(child, parent)).find((child) => !wanted.has(identityOf(child)) && !allowed.has(String(child['kind'])))
      if (lost === undefined) return undefined
      return `as it was recorded, ${words(lost)} is deleted; if that is meant, say "allow-deletes: ${String(lost['kind'])}" in the message of the revision`
    })
  },
}

/** Kinds in `allow-deletes: StatefulSet, Service`. */
export const allowedDeletes = (message: string): ReadonlySet<string> =>
  new Set([...message.matchAll(/allow-deletes:[ \t]*([A-Za-z0-9, \t]+)/g)].flatMap(([, kinds = '']) => kinds.split(/[,\s]+/)).filter((kind) => kind !== ''))

/** What stays today: what the active revision wants, and without one what is there. */
const kept = async (bench: Bench, sample: AnsweredSample): Promise<readonly JsonObject[]> => {
  const active = await bench.activeRun(sample)
  return active !== undefined && isAnswered(active) ? wantedChildren(active.answer) : observedChildren(sample.call.request)
}
