import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { StorageClass } from '../../src/kit/kinds.ts'
import type { Cluster } from '../cluster.ts'
import { at, someOf, textAt } from '../fields.ts'
import { check } from '../finding.ts'

const codes = {
  ClassMissing: { severity: 'error', why: 'claims of a class that is not there stay Pending, and so do the pods' },
  NotExpandable: { severity: 'warning', why: 'claims of this class cannot grow: a larger spec.storage.size is refused with StorageResize=False' },
} as const

export const storageClasses = check({
  name: 'storage-classes',
  looksAt: 'storage classes that apps use: there, and with allowVolumeExpansion',
  codes,
  well: 'the storage classes of apps let claims grow',
  run: async (cluster, say) => {
    const users = await usersOf(cluster)
    const { items } = await cluster.list(StorageClass)
    return [...users].toSorted(([a], [b]) => a < b ? -1 : 1).flatMap(([name, apps]) => {
      const found = items.find(({ metadata }) => metadata.name === name)
      const object = `StorageClass ${name}`
      const used = `used by ${someOf(apps)}`
      if (found === undefined) return [say('ClassMissing', { object, what: `is not there, ${used}`, mend: 'kubectl get storageclasses' })]
      return at(found, 'allowVolumeExpansion') === true ? []
        : [say('NotExpandable', { object, what: `has no allowVolumeExpansion, ${used}`, mend: `kubectl patch storageclass ${name} --patch '{"allowVolumeExpansion":true}'` })]
    })
  },
})

const classesOf = (app: StoredObject): readonly string[] =>
  [textAt(app, 'spec', 'storage', 'class'), textAt(app, 'spec', 'pythonPackages', 'cache', 'storageClass')].filter((name) => name !== '')

/** Apps by the name of a class. */
const usersOf = async (cluster: Cluster): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { items } = await cluster.list(KasprApp)
  const uses = items.flatMap((app) => [...new Set(classesOf(app))].map((name) => ({ name, app: described(app) })))
  return new Map([...new Set(uses.map(({ name }) => name))].map((name) => [name, uses.filter((use) => use.name === name).map(({ app }) => app)]))
}
