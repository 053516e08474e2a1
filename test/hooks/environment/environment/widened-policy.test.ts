import t from 'tap'
import { lastAppliedAnnotation } from '../../../../src/kit/last-applied.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { rendered, renderedOne } from '../fixtures/rendered.ts'
import type { Manifest } from '../fixtures/rendered.ts'

/** A policy as it was applied, and as somebody left it. */
const edited = (called: string, spec: JsonObject): Manifest => {
  const applied = renderedOne('NetworkPolicy', called)
  return { ...applied, metadata: { ...applied.metadata, annotations: { [lastAppliedAnnotation]: JSON.stringify(applied) } }, spec: { ...Object(applied['spec']), ...spec } }
}

const policiesBeside = (observed: Manifest): readonly string[] =>
  rendered({ observed: [observed] }).filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata: { name } }) => name).toSorted()

const all = ['allow-dns', 'allow-egress-internet', 'allow-ingress-controller', 'allow-same-namespace', 'default-deny']
const without = (name: string): readonly string[] => all.filter((one) => one !== name)

t.test('a policy that was widened by hand is left out, so that it is made anew', async (t) => {
  t.strictSame(policiesBeside(edited('default-deny', { ingress: [{}] })), without('default-deny'), 'a way in')
  t.strictSame(policiesBeside(edited('default-deny', { egress: [{ to: [{ podSelector: {} }] }] })), without('default-deny'), 'a way out')
  t.strictSame(policiesBeside(edited('default-deny', { podSelector: { matchLabels: { app: 'nobody' } } })), without('default-deny'), 'other pods')
  t.strictSame(policiesBeside(edited('allow-ingress-controller', { podSelector: { matchLabels: { app: 'web', more: 'yes' } } })), without('allow-ingress-controller'), 'fewer pods')
})

t.test('what an update repairs stays', async (t) => {
  t.strictSame(policiesBeside(edited('default-deny', {})), all, 'as it was applied')
  t.strictSame(policiesBeside(edited('allow-egress-internet', { egress: [{}] })), all, 'rules are replaced whole')
  t.strictSame(policiesBeside(edited('default-deny', { ingress: [] })), all, 'no rule is no way')
})

t.test('a policy that was never applied is not judged', async (t) => {
  const { metadata: { annotations: _, ...metadata }, ...bare } = edited('default-deny', { ingress: [{}] })
  t.strictSame(policiesBeside({ ...bare, metadata }), all)
})
