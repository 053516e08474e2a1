import type { Moved } from '../../../kaspr/migrate/move.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { findingsOf, having } from './planned.ts'
import { differing, isResource, ofKind, podTemplate, revision, uid } from './sight.ts'
import type { Sight } from './sight.ts'
import { killed } from './terminal.ts'
import type { Chapter, World } from './world.ts'

// Autoscalers and StatefulSets have statuses that others write all the time.
const version = ({ kind, metadata }: Parameters<typeof uid>[0]): string | undefined =>
  kind === 'HorizontalPodAutoscaler' || kind === 'StatefulSet' || kind === 'Pod' ? metadata.uid : trusted<{ resourceVersion?: string }>(metadata).resourceVersion

const movedIn = (out: string): readonly Moved[] => trusted<readonly Moved[]>(JSON.parse(out))

/** A plan and a dry run say everything and write nothing. */
export const tried: Chapter = async (world, t) => {
  const { audit, mover, look } = world
  const before = await look()
  const findings = await findingsOf(world)
  const { code, out } = await world.migrate('apply', '--dry-run', '-o', 'json')
  t.equal(code, 0)
  t.strictSame([...new Set(movedIn(out).map(({ state }) => state))], ['planned'])
  const labelled = movedIn(out).filter(({ doing }) => doing.startsWith('label')).map(({ object }) => object)
  t.strictSame(labelled.toSorted(), having(findings, 'Adopt').flatMap(({ children = [] }) => children).toSorted(), 'what the plan says')
  t.strictSame(having(findings, 'Step').map(({ done }) => done), [true, false, false, false, false])
  const text = await world.migrate('plan')
  t.equal(text.code, 1, 'something needs a person')
  t.match(text.out, new RegExp(`\\n${having(findings, 'NoRestart').length} apps without a restart, ${having(findings, 'Restart').length} with one `))
  t.strictSame(audit.writesOf(mover.username), [])
  t.strictSame(differing(before, await look(), version), [])
}

const countLabelled = (seen: Sight): number => [...seen.values()].filter(({ metadata }) => metadata.labels?.['controller-uid'] !== undefined).length

const untouched = (before: Sight, after: Sight): readonly string[] =>
  [uid, podTemplate, revision].flatMap((what) => differing(before, after, what))

/** Killed in the middle, and killed again; then it is finished, and a further time there is nothing to write. */
export const applied: Chapter = async (world, t) => {
  const { audit, mover, look } = world
  const before = await look()
  for (const at of [/^40\//m, /^200\//m]) t.ok(await killed(mover.kubeconfig, ['apply'], at), 'killed')
  const half = await look()
  t.strictSame(untouched(before, half), [])
  const last = await world.migrate('apply')
  t.match(last, { code: 0, out: /^\d+ done, 0 done already, 0 failed, 0 planned\n$/ })
  const all = countLabelled(await look())
  t.ok(countLabelled(half) >= 240 && countLabelled(half) < all, `${countLabelled(half)} of ${all} were labelled by then`)
  const written = audit.writesOf(mover.username)
  t.match(await world.migrate('apply'), { code: 0, out: 'nothing to do\n' })
  t.equal(audit.writesOf(mover.username).length, written.length, 'no write the further time')
  t.strictSame([...new Set(written.map(({ verb, status }) => `${verb} ${status}`))], ['update 200'])
  t.equal(new Set(written.map(({ resource, namespace, name }) => `${resource} ${namespace}/${name}`)).size, written.length, 'one write an object')
  await wellLabelled(world, before, t)
}

const wellLabelled = async ({ look }: World, before: Sight, t: Parameters<Chapter>[1]): Promise<void> => {
  const after = await look()
  t.strictSame(untouched(before, after), [], 'no pod, no template and no revision is another one')
  for (const object of after.values()) {
    if (controllerOf(object)?.apiVersion !== 'kaspr.io/v1alpha1') continue
    if (object.metadata.labels?.['controller-uid'] !== controllerOf(object)?.uid) t.fail(`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name} has no label`)
  }
  const marked = [...after.values()].filter(isResource).filter(({ metadata: { finalizers, annotations = {} } }) => finalizers !== undefined || Object.keys(annotations).some((key) => key.includes('kopf')))
  t.strictSame(marked.map(({ metadata }) => metadata), [], 'nothing of kopf is left')
  t.strictSame(ofKind(after, 'Pod').filter(({ metadata }) => metadata.labels?.['controller-uid'] !== undefined), [], 'no pod has the label')
}
