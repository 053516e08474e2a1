import t from 'tap'
import { canonical } from '../../src/kit/canonical.ts'

t.test('nulls, undefined and empty texts of structs go away at every depth', async (t) => {
  t.strictSame(canonical({ a: null, b: undefined, c: '', d: { e: null, f: 1 }, g: [{ h: null, i: 2 }] }), { d: { f: 1 }, g: [{ i: 2 }] })
})

t.test('maps that are empty go away, their empty values stay', async (t) => {
  t.strictSame(canonical({ labels: {}, annotations: { a: '' }, data: { 'k.yaml': '' }, nodeSelector: {} }), { annotations: { a: '' }, data: { 'k.yaml': '' } })
})

t.test('structs that are empty mean something and stay', async (t) => {
  t.strictSame(canonical({ emptyDir: {}, podSelector: {} }), { emptyDir: {}, podSelector: {} })
})

t.test('empty lists go away, lists of texts stay as they are', async (t) => {
  t.strictSame(canonical({ tolerations: [], args: ['', 'a'] }), { args: ['', 'a'] })
})

t.test('booleans that the API server leaves out when false go away, others stay', async (t) => {
  t.strictSame(canonical({ readOnly: false, enableServiceLinks: false, optional: false }), { enableServiceLinks: false, optional: false })
})

t.test('a null that Kubernetes itself writes is repeated', async (t) => {
  t.strictSame(canonical({ volumeClaimTemplates: [{ metadata: { creationTimestamp: null, name: 'a' } }] }), { volumeClaimTemplates: [{ metadata: { creationTimestamp: null, name: 'a' } }] })
})

t.test('a key named __proto__ is data like any other', async (t) => {
  const made: unknown = canonical(JSON.parse('{"data":{"__proto__":"x"}}'))
  t.equal(JSON.stringify(made), '{"data":{"__proto__":"x"}}')
})

t.test('the input is not touched and a canonical value is a fixpoint', async (t) => {
  const input = Object.freeze({ a: null, b: Object.freeze({ c: '' }) })
  const once = canonical(input)
  t.strictSame(canonical(once), once)
})

t.test('an empty storage class means no class and stays', async (t) => {
  t.strictSame(canonical({ spec: { storageClassName: '', volumeName: '' } }), { spec: { storageClassName: '' } })
})
