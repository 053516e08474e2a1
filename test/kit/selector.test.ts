import t from 'tap'
import { selects } from '../../src/kit/selector.ts'

const labels = { app: 'a', tier: 'web' }
for (const [selector, expected] of [
  [{}, true],
  [{ matchLabels: { app: 'a' } }, true],
  [{ matchLabels: { app: 'b' } }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] }, false],
  [{ matchExpressions: [{ key: 'other', operator: 'NotIn', values: ['a'] }] }, true],
  [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
  [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  [{ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
  [{ matchExpressions: [{ key: 'tier', operator: 'Unknown' }] }, false],
] as const) {
  t.test(`${JSON.stringify(selector)} ${expected ? 'selects' : 'does not select'}`, async (t) => {
    t.equal(selects(JSON.parse(JSON.stringify(selector)), labels), expected)
  })
}
