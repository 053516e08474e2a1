import type { JsonObject } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { codeDefinition } from '../component/code.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { KasprJoin } from './resource.ts'
import type { JoinSpec } from './resource.ts'

const definition = (spec: JoinSpec, name: string): JsonObject => ({
  description: spec.description ?? null,
  extractor: codeDefinition(spec.extractor),
  left_table: spec.leftTable,
  name,
  output_channel: spec.outputChannel || null,
  right_table: spec.rightTable,
  type: spec.type ?? 'inner',
})

/** A join without tables keeps the app from starting (verified.md); an empty name is none. */
const problems = (spec: JoinSpec): readonly Problem[] => (['leftTable', 'rightTable'] as const)
  .flatMap((side) => spec[side] === '' ? [problem(`spec.${side}`, 'must not be empty')] : [])

export const join: ComponentKind<typeof JoinSpec> = { resource: KasprJoin, suffix: 'join', key: 'joins', definition, problems }

/** Channel that carries the values of a join, as the runtime names it. */
export const outputChannel = (entry: JsonObject): string =>
  typeof entry['output_channel'] === 'string' && entry['output_channel'] !== '' ? entry['output_channel'] : `${String(entry['name'])}-channel`
