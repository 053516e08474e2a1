import t from 'tap'
import { decide } from '../../../src/engine/apply.ts'
import { canonical } from '../../../src/kit/canonical.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { goldenCases } from '../../goldens/cases.ts'
import type { GoldenCase } from '../../goldens/cases.ts'
import { installing } from '../../goldens/deviations.ts'
import { differences } from '../../goldens/difference.ts'
import { fieldAt, podTemplateOf, rendered } from '../../goldens/rendered.ts'
import type { Rendered } from '../../goldens/rendered.ts'
import { changed, path } from './fixtures/manifests.ts'
import type { Manifest } from './fixtures/manifests.ts'
import { childOf, kasprOf, podOf, sync } from './fixtures/world.ts'

/** Cases whose pods restart when an app moves over, in the first sync; docs/kaspr-deviations.md says why. */
const rolling = ['app-probes', ...installing, 'template-container-security']

/** Upstream's objects as the API server keeps them, labelled for adoption. The text of the install script is ours. */
const adopted = ({ expected }: GoldenCase, result: Rendered): readonly Manifest[] => [...expected.values()].map((object) => {
  const script = fieldAt(podTemplateOf(result), 'spec', 'initContainers', 0, 'args')
  const own = script === undefined || object['kind'] !== 'StatefulSet' ? object : changed(object, path('spec.template.spec.initContainers[0].args'), script)
  return trusted<Manifest>(canonical(changed(changed(own, path('metadata.uid'), 'uid'), ['metadata', 'labels', 'controller-uid'], 'uid')))
})

/** What Metacontroller makes of an adopted child at the first sync. */
const after = (parent: Manifest, observed: Manifest, desired: Manifest): Manifest => {
  const decision = decide({ observed, desired, method: 'InPlace' }, parent)
  return decision.action === 'update' ? trusted<Manifest>(decision.object) : observed
}

const firstSync = (golden: GoldenCase) => {
  const parent = golden.resources.map((resource) => trusted<Manifest>(resource)).find(({ kind }) => kind === 'KasprApp')
  if (parent === undefined) throw new TypeError('a case without an app')
  const owned = adopted(golden, rendered(golden)).filter((object) => fieldAt(golden.expected.get(`${object.kind}/${object.metadata.name}`), 'metadata', 'ownerReferences', 0, 'kind') === 'KasprApp')
  const answer = sync(parent, { around: golden.resources.map((resource) => trusted<Manifest>(resource)), observed: owned, settings: golden.settings })
  return { parent, owned, answer }
}

t.test('an app that moves over keeps its pods, but for the cases that are told of', async (t) => {
  const rolled = goldenCases.filter((golden) => {
    const { parent, owned, answer } = firstSync(golden)
    return owned.filter(({ kind }) => kind === 'StatefulSet').some((observed) => {
      const desired = answer.children.find(({ kind }) => kind === 'StatefulSet')
      return desired === undefined || differences(fieldAt(observed, 'spec', 'template'), fieldAt(after(parent, observed, desired), 'spec', 'template')).length > 0
    })
  })
  t.same(rolled.map(({ name }) => name), rolling)
})

t.test('and nothing of it is lost, nor anything that cannot change', async (t) => {
  for (const golden of goldenCases) {
    const { parent, owned, answer } = firstSync(golden)
    for (const observed of owned) {
      const desired = answer.children.find(({ kind, metadata }) => kind === observed.kind && metadata.name === observed.metadata.name)
      t.ok(desired, `${golden.name}: ${observed.kind}/${observed.metadata.name} stays`)
      if (desired === undefined || observed.kind !== 'StatefulSet') continue
      const next = after(parent, observed, desired)
      for (const field of ['volumeClaimTemplates', 'selector', 'serviceName', 'podManagementPolicy']) t.same(fieldAt(next, 'spec', field), fieldAt(observed, 'spec', field), `${golden.name}: ${field}`)
    }
  }
})

t.test('joins take over in the second sync: nothing of what upstream mounted is left beside them', async (t) => {
  for (const golden of goldenCases.filter(({ name }) => name.startsWith('join-'))) {
    const around = golden.resources.map((resource) => trusted<Manifest>(resource))
    const { parent, owned } = firstSync(golden)
    const next = (observed: readonly Manifest[]): readonly Manifest[] =>
      observed.map((object) => after(parent, object, childOf(sync(parent, { around, observed }), `StatefulSet/${object.metadata.name}`)))
    const first = next(owned.filter(({ kind }) => kind === 'StatefulSet'))
    t.same(first.map((object) => podOf({ children: [object] }).volumes?.map(({ name }) => name)), [['orders-table', 'products-table']], golden.name)
    const second = next(first)
    t.same(second.map((object) => podOf({ children: [object] }).volumes?.map(({ name }) => name)), [['orders-app-joins']])
    t.same(second.map((object) => kasprOf({ children: [object] }).volumeMounts?.map(({ name }) => name)), [['orders-app-pv', 'orders-app-joins']])
    t.same(next(second), second)
  }
})

t.test('a component that moves over keeps its file', async (t) => {
  for (const golden of goldenCases.filter(({ name }) => name !== 'webview-full')) {
    for (const parent of golden.resources.map((resource) => trusted<Manifest>(resource)).filter(({ kind }) => kind !== 'KasprApp')) {
      const { children: [desired] } = sync(parent, { around: golden.resources.map((resource) => trusted<Manifest>(resource)) })
      const observed = adopted(golden, rendered(golden)).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === desired?.metadata.name)
      t.same(desired === undefined || observed === undefined ? 'missing' : fieldAt(after(parent, observed, desired), 'data'), fieldAt(observed, 'data'), `${golden.name}: ${parent.kind}/${parent.metadata.name}`)
    }
  }
})
