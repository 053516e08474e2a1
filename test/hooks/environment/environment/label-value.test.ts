import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { labelValue } from '../../../../hooks/environment/environment/environment.ts'
import { labelValueProblem } from '../../../../src/kit/names.ts'
import { renderedOne } from '../fixtures/rendered.ts'

t.test('slashes and colons become hyphens, other foreign characters go, ends are letters or digits', async (t) => {
  const table = [
    ['feature/cart', 'feature-cart'], ['a:b', 'a-b'], ['Team A', 'TeamA'], ['v1.2_x-y', 'v1.2_x-y'], ['--x--', 'x'], ['_.-', ''], ['', ''], ['ünï', 'n'],
    ['x'.repeat(70), 'x'.repeat(63)], [`${'x'.repeat(62)}-y`, 'x'.repeat(62)], [`/${'x'.repeat(63)}`, 'x'.repeat(63)],
  ]
  for (const [given = '', expected] of table) t.equal(labelValue(given), expected, given)
})

t.test('whatever comes in, a label value comes out', async () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => labelValueProblem(labelValue(text)) === undefined))
  fc.assert(fc.property(fc.stringMatching(/^[-_./:a]{0,130}$/), (text) => labelValueProblem(labelValue(text)) === undefined))
})

t.test('the namespace says whose it is', async (t) => {
  const { metadata } = renderedOne('Namespace', 'acme-shop-pr7', { spec: { environment: 'PR/7', sources: [{ name: 'web', branch: 'feature/cart' }] } })
  t.match(metadata.labels, {
    'app.kubernetes.io/managed-by': 'kaspr-hooks', 'catalyst.dev/team': 'acme', 'catalyst.dev/project': 'shop', 'catalyst.dev/environment': 'PR-7',
    'catalyst.dev/branch': 'feature-cart', 'catalyst.dev/namespace-type': 'environment',
  })
})
