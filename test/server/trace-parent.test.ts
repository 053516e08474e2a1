import t from 'tap'
import { traceParentOf } from '../../src/server/trace-parent.ts'

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']

t.test('a valid header says trace, span and flags', async (t) => {
  t.same(traceParentOf(`00-${traceId}-${spanId}-01`), { traceId, spanId, flags: 1 })
  t.same(traceParentOf(`00-${traceId}-${spanId}-00`), { traceId, spanId, flags: 0 })
})

t.test('a later version may say more', async (t) => {
  t.same(traceParentOf(`01-${traceId}-${spanId}-01`), { traceId, spanId, flags: 1 })
  t.same(traceParentOf(`cc-${traceId}-${spanId}-01-what-the-future-will-be-like`), { traceId, spanId, flags: 1 })
})

t.test('anything else is no parent', async (t) => {
  const invalid = [
    undefined, '', 'x', [], traceId, `00-${traceId}-${spanId}`, `00-${traceId}-${spanId}-01-more`, `ff-${traceId}-${spanId}-01`, `cc-${traceId}-${spanId}-01.more`,
    `00-${'0'.repeat(32)}-${spanId}-01`, `00-${traceId}-${'0'.repeat(16)}-01`, `00-${traceId.toUpperCase()}-${spanId}-01`, `00-${traceId.slice(1)}-${spanId}-01`, ` 00-${traceId}-${spanId}-01`,
  ]
  for (const header of invalid) t.equal(traceParentOf(header), undefined, String(header))
})
