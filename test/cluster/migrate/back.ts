import { eventually } from '../harness/eventually.ts'
import { KasprAgent, KasprApp } from '../family/looks.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import { findingsOf, having } from './planned.ts'
import { differing, isResource, podTemplate, revision, uid } from './sight.ts'
import { isMoving, namespaceOf } from './upstream-case.ts'
import type { Chapter } from './world.ts'

/** The labels go, and nothing but them; whoever comes next finds what it left, and may move over once more. */
export const back: Chapter = async (world, t) => {
  const { look, audit, mover, migrate } = world
  const before = await look()
  const written = audit.writesOf(mover.username).length
  t.match(await migrate('rollback', '--dry-run'), { code: 0, out: /remove label controller-uid: planned/ })
  t.equal(audit.writesOf(mover.username).length, written)
  t.match(await migrate('rollback'), { code: 0, out: /^\d+ done, 0 done already, 0 failed, 0 planned\n$/ })
  t.match(await migrate('rollback'), { code: 0, out: 'nothing to do\n' })
  const after = await look()
  for (const what of [uid, podTemplate, revision, (object: Parameters<typeof uid>[0]) => controllerOf(object)?.uid]) t.strictSame(differing(before, after, what), [])
  t.strictSame([...after.values()].filter(({ metadata }) => metadata.labels?.['controller-uid'] !== undefined).map(({ metadata }) => metadata.name), [])
  t.strictSame([...after.values()].filter(isResource).flatMap(({ metadata: { finalizers = [] } }) => finalizers), [], 'nobody is waited for')
  t.strictSame(audit.deletions().filter(({ resource, namespace }) => isMoving(namespace) && resource !== 'pods'), [])
  t.strictSame(having(await findingsOf(world), 'Restart'), [])
}

/** An app and its agent are deleted, while nobody is there to look after them. */
export const deletable: Chapter = async ({ objects, look }, t) => {
  const namespace = namespaceOf('agent-one')
  const left = async (): Promise<readonly string[]> => [...await look()].filter(([, object]) => object.metadata.namespace === namespace && (isResource(object) || controllerOf(object) !== undefined)).map(([name]) => name)
  t.ok((await left()).includes(`StatefulSet ${namespace}/orders-app`))
  await objects.remove(KasprAgent, { name: 'orders-reader', namespace })
  await objects.remove(KasprApp, { name: 'orders', namespace })
  await eventually('app and agent are gone with all that is theirs', async () => {
    const seen = await left()
    return { done: seen.length === 0, seen }
  })
}
