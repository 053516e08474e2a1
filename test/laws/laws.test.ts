import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { composite } from '../../src/kit/composite.ts'
import type { SyncInput, SyncOutput } from '../../src/kit/composite.ts'
import { claim, conditions, Condition } from '../../src/kit/condition.ts'
import { inPlace } from '../../src/kit/controller.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import { integer, listOf, optional, quantity, struct, text, textMap } from '../../src/kit/fields.ts'
import { child } from '../../src/kit/kind.ts'
import type { Child } from '../../src/kit/kind.ts'
import { ConfigMap, PersistentVolumeClaim, StatefulSet } from '../../src/kit/kinds.ts'
import { canonicalAmount } from '../../src/kit/quantity.ts'
import { resource } from '../../src/kit/resource.ts'
import type { Custom } from '../../src/kit/resource.ts'
import { Type } from '../../src/kit/schema.ts'
import type { Static } from '../../src/kit/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { newBench } from './bench.ts'
import { BrokenLaw } from './broken-law.ts'
import { travel } from './journeys.ts'
import { scenarioOf } from './scenario.ts'

// The laws are only worth something when they catch hooks that break them: one small controller for every law.

const LetterSpec = struct({ to: text('Whom.'), copies: optional(integer('How many.')), size: optional(quantity('How large.')), marks: optional(textMap('Marks.')) }, 'A letter.')
const LetterStatus = Type.Object({ observedGeneration: optional(integer('Generation.')), conditions: optional(listOf(Condition, 'Conditions.')), copies: optional(integer('Copies.')) })
const Letter = resource({
  group: 'demo.example.com', version: 'v1', kind: 'Letter', plural: 'letters', singular: 'letter', shortNames: [], scope: 'Namespaced', description: 'A letter.', columns: [],
  spec: LetterSpec, status: LetterStatus,
})
type Input = SyncInput<Custom<Static<typeof LetterSpec>, Static<typeof LetterStatus>>>
type Output = SyncOutput<Static<typeof LetterStatus>>

const letterMap = ({ parent: { metadata, spec } }: Input): Child => child(ConfigMap, {
  metadata: { name: 'letter', namespace: metadata.namespace, annotations: { 'demo.example.com/to': spec.to } }, data: { 'to': spec.to, ...spec.marks },
})

const honest = (input: Input): Output => {
  const generation = input.parent.metadata.generation ?? 0
  const ready = claim('Ready', 'True', { reason: 'Written', message: `to ${input.parent.spec.to}` })
  return {
    children: [letterMap(input)],
    status: { observedGeneration: generation, copies: input.parent.spec.copies ?? 1, conditions: conditions(input.parent.status?.conditions, [ready], { now: input.now, generation }) },
  }
}

const letters = (sync: (input: Input) => Output): CompositeController =>
  composite({ name: 'letter', parent: Letter, children: [ConfigMap, PersistentVolumeClaim, StatefulSet].map(inPlace), sync })

const brokenBy = (sync: (input: Input) => Output, runs = 60): string | undefined => {
  const controller = letters(sync)
  const bench = newBench()
  const { errorInstance: error } = fc.check(fc.property(scenarioOf(controller), (scenario) => { travel(bench, controller, scenario) }), { seed: 7, numRuns: runs, endOnFailure: true })
  return error instanceof BrokenLaw ? error.law : error === null ? undefined : String(error)
}

/** The API server fills in four fields of every claim template, and the list is replaced whole. */
const postOffice: Child = trusted<Child>({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'office' },
  spec: {
    serviceName: 'office', selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'clerk', image: 'clerk:1' }] } },
    volumeClaimTemplates: [{ metadata: { name: 'mail' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  },
})

const claimOf = (size: string): Child => child(PersistentVolumeClaim, {
  metadata: { name: 'shelf' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: size } } },
})

t.test('an honest hook keeps all laws', async (t) => {
  t.equal(brokenBy(honest), undefined)
})

let calls = 0

const dishonest: Readonly<Record<string, readonly [law: string, sync: (input: Input) => Output]>> = {
  'counts its calls': ['deterministic', (input) => ({ ...honest(input), status: { ...honest(input).status, copies: calls++ } })],
  'reads the clock': ['total', (input) => ({ ...honest(input), status: { ...honest(input).status, copies: Date.now() % 2 === 3 ? 1 : 2 } })],
  'sorts its input in place': ['total', (input) => {
    Object.assign(input.parent.metadata, { labels: { touched: 'yes' } })
    return honest(input)
  }],
  'crashes on some specs': ['total', (input) => ({ ...honest(input), status: { copies: trusted<string[]>(input.parent.spec.marks === undefined ? [] : undefined).length } })],
  'writes the time': ['fixpoint', (input) => ({ ...honest(input), children: [child(ConfigMap, { metadata: { name: 'letter', annotations: { 'demo.example.com/now': input.now } } })] })],
  'leaves claim templates to the API server': ['fixpoint', (input) => ({ ...honest(input), children: [letterMap(input), postOffice] })],
  'passes quantities on as they are': ['canonical', (input) => ({ ...honest(input), children: [letterMap(input), claimOf('1024Mi')] })],
  'changes what cannot change': ['accepted', (input) => ({ ...honest(input), children: [claimOf(canonicalAmount(`${Math.abs(input.parent.spec.copies ?? 1) % 9 + 1}Gi`) ?? '1Gi')] })],
  'deletes what it does not understand': ['no loss', (input) => input.parent.spec.to === '' || input.parent.spec.copies !== undefined
    ? { ...honest(input), children: [], childless: true, problems: [{ path: 'spec.copies', message: 'is odd' }] } : honest(input)],
  'has a status that its schema does not know': ['status fits its schema', (input) => ({ ...honest(input), status: trusted<Output['status']>({ ...honest(input).status, colour: 'red' }) })],
  'needs a second look at its own child': ['settled at once', (input) => ({
    ...honest(input), children: [child(ConfigMap, { metadata: { name: 'letter' }, data: { seen: String(input.children.get(ConfigMap, 'letter') !== undefined) } })],
  })],
}

for (const [what, [law, sync]] of Object.entries(dishonest)) {
  t.test(`a hook that ${what} is caught`, async (t) => {
    t.equal(brokenBy(sync), law)
  })
}
