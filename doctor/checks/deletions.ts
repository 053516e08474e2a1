import { described, finalizersOf } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { Resource } from '../../src/kit/resource.ts'
import { secondsSince, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { resourceName } from '../kinds.ts'
import { unlessUnread } from '../not-checked.ts'
import { parentKinds } from '../parents.ts'
import { registrationsOf } from '../registered.ts'

const codes = {
  FinalizerOrphaned: { severity: 'error', why: 'the registration that would take this finalizer away is gone: the object stays for ever, and its namespace with it (26, 27)' },
  DeletionSlow: { severity: 'warning', why: 'its finalize hook has not let it go yet: it fails, or waits for something' },
} as const
type Code = keyof typeof codes

const patience = 600
const shape = /^metacontroller\.io\/(composite|decorator)controller-([A-Za-z0-9._-]+)$/

/** A finalizer of Metacontroller and what it belongs to: `CompositeController orders`. */
interface Held { readonly finalizer: string; readonly index: number; readonly registration: string }

const heldBy = (parent: StoredObject): readonly Held[] => finalizersOf(parent).flatMap((finalizer, index) => {
  const [, type, name] = shape.exec(finalizer) ?? []
  return name === undefined ? [] : [{ finalizer, index, registration: `${type === 'composite' ? 'CompositeController' : 'DecoratorController'} ${name}` }]
})

export const deletions = check({
  name: 'deletions',
  looksAt: 'parents that are being deleted and do not go: finalizers of registrations that are gone',
  codes,
  well: 'nothing is stuck in its deletion',
  run: async (cluster, say) => {
    const there = new Set((await registrationsOf(cluster)).map(described))
    const findings: Finding[] = []
    for (const kind of parentKinds(cluster)) {
      findings.push(...await unlessUnread('deletions', async () => (await cluster.list(kind)).items.flatMap((parent) => stuck(parent, kind, { there, now: cluster.now, say }))))
    }
    return findings
  },
})

interface Look { readonly there: ReadonlySet<string>; readonly now: number; readonly say: Say<Code> }

const stuck = (parent: StoredObject, kind: Resource, { there, now, say }: Look): readonly Finding[] => {
  const seconds = secondsSince(textAt(parent, 'metadata', 'deletionTimestamp'), now)
  if (seconds === undefined) return []
  const object = described(parent)
  const place = `${resourceName(kind)} ${parent.metadata.name}${parent.metadata.namespace === undefined ? '' : ` --namespace ${parent.metadata.namespace}`}`
  return heldBy(parent).flatMap(({ finalizer, index, registration }) => {
    const path = `/metadata/finalizers/${index}`
    const patch = JSON.stringify([{ op: 'test', path, value: finalizer }, { op: 'remove', path }])
    if (!there.has(registration)) return [say('FinalizerOrphaned', { object, what: `is held by ${finalizer}, and there is no ${registration}`, mend: `kubectl patch ${place} --type json --patch '${patch}'` })]
    return seconds > patience ? [say('DeletionSlow', { object, what: `is being deleted for ${seconds} s, held by ${finalizer}`, mend: `kubectl describe ${place}` })] : []
  })
}
