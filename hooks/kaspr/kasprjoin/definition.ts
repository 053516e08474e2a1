import type { JsonObject } from '../../../src/kit/json.ts'
import { codeDefinition } from '../component/code.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { KasprJoin } from './resource.ts'
import type { JoinSpec } from './resource.ts'

const definition = (spec: JoinSpec, name: string): JsonObject => ({
  description: spec.description ?? null,
  extractor: codeDefinition(spec.extractor),
  left_table: spec.leftTable,
  name,
  output_channel: spec.outputChannel ?? null,
  right_table: spec.rightTable,
  type: spec.type ?? 'inner',
})

export const join: ComponentKind<typeof JoinSpec> = { resource: KasprJoin, suffix: 'join', key: 'joins', definition, problems: () => [] }

/** Channel that carries the values of a join, as the runtime names it. */
export const outputChannel = (entry: JsonObject): string =>
  typeof entry['output_channel'] === 'string' ? entry['output_channel'] : `${String(entry['name'])}-channel`
