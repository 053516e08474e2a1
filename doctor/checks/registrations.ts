import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { partOf } from '../../src/generate/crd.ts'
import { registrationKind } from '../../src/generate/registration.ts'
import type { Controller } from '../../src/kit/controller.ts'
import { isResource } from '../../src/kit/resources.ts'
import type { Cluster } from '../cluster.ts'
import { at, listAt, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { registrationFor, registrationsOf } from '../registered.ts'
import { wayOf } from '../way.ts'
import { differenceCodes, differencesOf } from './registration-differences.ts'

const codes = {
  NoneRegistered: { severity: 'error', why: 'Metacontroller calls no hook that it has no registration of' },
  Missing: { severity: 'error', why: 'there are parents of this kind, and nobody looks after them' },
  Absent: { severity: 'info', why: 'a family that is not used needs no registration' },
  Unknown: { severity: 'warning', why: 'this build has no such controller: its hooks answer 404 and parents with its finalizer can never go' },
  Doubled: { severity: 'error', why: 'two controllers of one kind write its status in turns and claim the same children' },
  ...differenceCodes,
} as const
type Code = keyof typeof codes

export const registrations = check({
  name: 'registrations',
  looksAt: 'CompositeControllers and DecoratorControllers against those of this build: parents, children, update methods, hooks, versions, strictness, ETag fields, release',
  codes,
  well: 'what is registered is what this build would register',
  run: async (cluster, say) => {
    const objects = await registrationsOf(cluster)
    const { register } = await wayOf(cluster)
    const isAny = cluster.controllers.some((controller) => registrationFor(objects, controller) !== undefined)
    if (!isAny) return [say('NoneRegistered', { what: `none of the ${cluster.controllers.length} controllers of this build is registered`, mend: register })]
    const findings: Finding[] = []
    for (const controller of cluster.controllers) findings.push(...await ofController(cluster, controller, { objects, say, register }))
    return [...findings, ...unknown(cluster, objects, say)]
  },
})

interface Look { readonly objects: readonly StoredObject[]; readonly say: Say<Code>; readonly register: string }

const ofController = async (cluster: Cluster, controller: Controller, { objects, say, register }: Look): Promise<readonly Finding[]> => {
  const found = registrationFor(objects, controller)
  if (found === undefined) return [await missing(cluster, controller, { say, register })]
  const object = described(found)
  return [
    ...differencesOf(controller, found, cluster.release).map(({ code, what }) => say(code, { object, what, mend: register })),
    ...objects.filter((other) => other !== found && isRival(other, found))
      .map((other) => say('Doubled', { object, what: `${described(other)} is registered for the same parents`, mend: `kubectl get ${other.kind.toLowerCase()} ${other.metadata.name} --output yaml` })),
  ]
}

const missing = async (cluster: Cluster, controller: Controller, { say, register }: Pick<Look, 'say' | 'register'>): Promise<Finding> => {
  const { parent, name } = controller
  const total = isResource(parent) && controller.type === 'composite' ? (await cluster.list(parent)).total : 0
  const object = `${registrationKind(controller)} ${name}`
  return total > 0
    ? say('Missing', { object, what: `is not registered, and there are ${total} ${parent.plural}`, mend: register })
    : say('Absent', { object, what: 'is not registered' })
}

/** Whoever splits parents by labels has thought of it. */
const isRival = (other: StoredObject, found: StoredObject): boolean => [other, found].every(({ kind }) => kind === 'CompositeController')
  && (['apiVersion', 'resource'] as const).every((field) => textAt(other, 'spec', 'parentResource', field) === textAt(found, 'spec', 'parentResource', field))
  && [other, found].some((one) => at(one, 'spec', 'parentResource', 'labelSelector') === undefined)

const unknown = ({ controllers }: Cluster, objects: readonly StoredObject[], say: Say<Code>): readonly Finding[] => {
  // What a program is registered as belongs to that program.
  const isOurs = (object: StoredObject): boolean =>
    listAt(object, 'metadata', 'ownerReferences').length === 0 && Object.entries(partOf).every(([key, value]) => object.metadata.labels?.[key] === value)
  return objects
    .filter((object) => isOurs(object) && !controllers.some((controller) => registrationFor([object], controller) !== undefined))
    .map((object) => say('Unknown', { object: described(object), what: 'belongs to no controller of this build', mend: `kubectl delete ${object.kind.toLowerCase()} ${object.metadata.name}` }))
}
