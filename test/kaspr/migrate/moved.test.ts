import t from 'tap'
import { migrateCommand } from '../../../kaspr/migrate/command.ts'
import type { Finding } from '../../../kaspr/migrate/finding.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { goldenCases } from '../../goldens/cases.ts'
import type { GoldenCase } from '../../goldens/cases.ts'
import { differences } from '../../goldens/difference.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { runWith } from './fixtures/command-run.ts'
import { upstream } from './fixtures/upstream.ts'

type Objects = ReadonlyMap<string, StoredObject>

/** A case as upstream leaves it, moved over: plan, apply, registrations. */
const moved = async (golden: GoldenCase) => {
  const world = await upstream(golden)
  const command = migrateCommand(() => world.access)
  const run = (...args: readonly string[]) => runWith(command, [...args, '-o', 'json'], { env: golden.settings })
  const before = await world.objects()
  const findings: readonly Finding[] = JSON.parse((await run('plan')).out)
  const { code } = await run('apply')
  const labelled = await world.objects()
  await world.register()
  const after = await world.objects()
  const again: readonly Finding[] = JSON.parse((await run('plan')).out)
  return { before, labelled, after, code, findings, again }
}

const namesOf = (findings: readonly Finding[], code: Finding['code']): readonly string[] => findings.filter((finding) => finding.code === code).flatMap(({ children = [] }) => children)
const templatesThatDiffer = (before: Objects, after: Objects): readonly string[] => [...before].filter(([key, object]) =>
  object.kind === 'StatefulSet' && differences(fieldAt(object, 'spec', 'template'), fieldAt(after.get(key), 'spec', 'template')).length > 0).map(([key]) => key)
const replaced = (before: Objects, after: Objects, kind: (kind: string) => boolean): readonly string[] =>
  [...before].filter(([key, object]) => kind(object.kind) && after.get(key)?.metadata.uid !== object.metadata.uid).map(([key]) => key)
const podsOf = (statefulSets: readonly string[], objects: Objects): readonly string[] =>
  [...objects.keys()].filter((key) => statefulSets.some((name) => key.startsWith(`Pod ${name.slice('StatefulSet '.length)}-`)))

for (const golden of goldenCases) {
  t.test(`${golden.name}: moved over, exactly the pods are replaced that the plan names, and nothing is deleted`, async (t) => {
    const { before, labelled, after, code, findings, again } = await moved(golden)
    const rolling = namesOf(findings, 'Restart')
    t.equal(code, 0)
    t.strictSame(templatesThatDiffer(before, labelled), [], 'apply leaves pod templates alone')
    t.strictSame(replaced(before, labelled, () => true), [], 'apply replaces nothing')
    t.strictSame(templatesThatDiffer(before, after), rolling)
    t.strictSame(replaced(before, after, (kind) => kind === 'Pod'), podsOf(rolling, before))
    t.strictSame(replaced(before, after, (kind) => kind !== 'Pod'), [])
    t.strictSame(again.filter(({ code }) => code === 'Restart' || code === 'Adopt' || code === 'Kopf'), [], 'nothing is left to do')
  })
}

t.test('who restarts is what the deviations say: probes, container security, joins and Python packages', async (t) => {
  const rolling: string[] = []
  for (const golden of goldenCases) if (namesOf((await moved(golden)).findings, 'Restart').length > 0) rolling.push(golden.name)
  t.strictSame(rolling, ['all-kinds', 'app-probes', 'join-inner', 'join-left', ...goldenCases.map(({ name }) => name).filter((name) => name.startsWith('packages-')), 'template-container-security'])
})
