import { metadataOf } from '../../../src/engine/metadata.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { observedChildren } from '../../../src/recording/applied-children.ts'
import { isAnswered } from '../../replay/program-run.ts'
import { everyAnswered } from '../bench.ts'
import type { AnsweredSample, Bench } from '../bench.ts'
import { missingFrom, words } from '../named-children.ts'
import { nextCall, withChildren } from '../next-request.ts'
import type { Property } from '../property.ts'

/** Children that are as old as each other are left out one by one, so many at most. */
const mostVictims = 5

/** A child that Metacontroller's cache does not show yet is made again under its own name, never a second one beside it. */
export const staleView: Property = { name: 'stale view', check: async (bench) => everyAnswered(bench, {}, (sample) => doubled(bench, sample)) }

const doubled = async (bench: Bench, { call, base }: AnsweredSample): Promise<string | undefined> => {
  const seen = nextCall(call, base.answer)
  const usual = await bench.run(seen)
  if (!isAnswered(usual)) return undefined
  const children = observedChildren(seen.request)
  for (const victim of newestFirst(children).slice(0, mostVictims)) {
    const run = await bench.run({ ...seen, request: withChildren(seen.request, children.filter((child) => child !== victim)) })
    const second = isAnswered(run) ? missingFrom(usual.answer, run.answer).find(({ kind }) => kind === victim['kind']) : undefined
    if (second !== undefined) return `when it does not see ${words(victim)} yet, it makes ${words(second)} besides`
  }
  return undefined
}

const newestFirst = (children: readonly JsonObject[]): readonly JsonObject[] =>
  children.toSorted((a, b) => bornAt(b) - bornAt(a))

const bornAt = (child: JsonObject): number => Date.parse(String(metadataOf(child)['creationTimestamp'])) || 0
