import { generationOf, withMetadata } from '../../../src/engine/metadata.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { observedChildren, parentOf } from '../../../src/recording/applied-children.ts'
import { isAnswered } from '../../replay/program-run.ts'
import type { RunCall } from '../../replay/program-run.ts'
import { everyAnswered } from '../bench.ts'
import { day, later } from '../later.ts'
import { renamed } from '../named-children.ts'
import { withChildren } from '../next-request.ts'
import type { Property } from '../property.ts'

/** Names follow from the spec and the status: one that depends on time or on a counter makes a second object of the first. */
export const idempotentNaming: Property = {
  name: 'idempotent naming',
  check: async (bench) => everyAnswered(bench, {}, async ({ call }) => {
    for (const start of [call, { ...call, request: withChildren(call.request, []) }]) {
      const first = await bench.run(start)
      if (!isAnswered(first)) continue
      for (const [how, variant] of Object.entries(variants)) {
        const run = await bench.run(variant(start))
        const change = isAnswered(run) ? renamed(first.answer, run.answer) : undefined
        if (change !== undefined) return `${how} it makes ${change.to} instead of ${change.from}`
      }
    }
    return undefined
  }),
}

const variants: Readonly<Record<string, (call: RunCall) => RunCall>> = {
  'one day later': (call) => ({ ...call, now: later(call.now, day) }),
  'with another resourceVersion and generation of the parent': counted,
}

function counted(call: RunCall): RunCall {
  const parent = parentOf(call.request)
  const generation = generationOf(parent)
  const next = withMetadata(trusted(parent), { resourceVersion: '987654321', generation: generation + 1 })
  const children = observedChildren(call.request).map((child) => withMetadata(child, { resourceVersion: '987654321' }))
  return { ...call, request: withChildren({ ...call.request, parent: next }, children) }
}
