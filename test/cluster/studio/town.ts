import { fileURLToPath } from 'node:url'
import { openApi } from '../../../scripts/cluster/api.ts'
import type { Api } from '../../../scripts/cluster/api.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { HookBundle } from '../../../hooks/program/hookbundle/resource.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { openAuditLog } from '../harness/audit-log.ts'
import type { AuditLog } from '../harness/audit-log.ts'
import { documentsOf } from '../harness/definitions.ts'
import { eventually } from '../harness/eventually.ts'
import { openObjects } from '../harness/objects.ts'
import type { AnyObject, Objects } from '../harness/objects.ts'
import { ensure, grantIn, hire } from './person.ts'
import type { Person } from './person.ts'
import { startHooks, startStudio } from './processes.ts'
import type { HookService, Listening } from './processes.ts'
import { startRegistrar } from './registrar.ts'
import type { Registrar } from './registrar.ts'
import { eventRules, peopleRules, programRules, shelfRules, studioRules } from './rights.ts'
import type { Job } from './rights.ts'
import { seatAt } from './seat.ts'
import type { Seat } from './seat.ts'

/** A cluster where programs are written: hook service, Studio, whoever registers, and people with different rights. */
export interface Town {
  readonly layout: Layout
  /** What an admin of the cluster does. */
  readonly objects: Objects
  readonly api: Api
  readonly audit: AuditLog
  readonly hooks: HookService
  readonly studio: Listening
  readonly registrar: Registrar
  readonly people: Readonly<Record<Job, Person>>
  /** Whoever makes children of programs and parents. */
  readonly machine: Person
  /** The Studio's own account. */
  readonly self: Person
  readonly seat: (job: Job) => Seat
  /** Parents stand here. */
  readonly namespace: string
  readonly home: string
}

const [home, namespace] = ['kaspr-hooks-studio', 'studio-parents']

/** Runs something in a town; in the end no program is left, and nobody runs. */
export const inTown = async (layout: Layout, body: (town: Town) => Promise<void>): Promise<void> => {
  await using ends = new AsyncDisposableStack()
  const [objects, api] = [openObjects(layout), openApi(layout.kubeconfig)]
  ends.defer(() => { objects.close(); api.close() })
  const hooks = await startHooks(layout)
  ends.defer(hooks.end)
  for (const policy of documentsOf(policies)) await ensure(api, pathOf(policy), policy)
  const machine = await machineOf(layout, api)
  const registrar = await startRegistrar(layout, { hooks: hooks.url, kubeconfig: machine.kubeconfig })
  ends.defer(registrar.stop)
  const [self, people] = [await settle(layout, api), await peopleOf(layout, api)]
  ends.defer(() => { for (const person of [machine, self, ...Object.values(people)]) person.api.close() })
  const studio = await startStudio(layout, { kubeconfig: self.kubeconfig, namespace: home, traffic: hooks.traffic })
  ends.defer(studio.end)
  await body({ layout, objects, api, audit: openAuditLog(layout), hooks, studio, registrar, people, machine, self, namespace, home, seat: (job) => seatAt(studio.url, people[job].token) })
  await withoutPrograms(objects)
}

const rights = fileURLToPath(new URL('../../../metacontroller/rbac.yaml', import.meta.url))
const policies = fileURLToPath(new URL('../../../metacontroller/admission-hookprogram.yaml', import.meta.url))
const pathOf = ({ kind }: AnyObject): string =>
  `/apis/admissionregistration.k8s.io/v1/${kind === 'ValidatingAdmissionPolicy' ? 'validatingadmissionpolicies' : 'validatingadmissionpolicybindings'}`

/** Metacontroller's account, with the rights that are generated and those for the parents of these tests. */
const machineOf = (layout: Layout, api: Api): Promise<Person> => {
  const [role] = documentsOf(rights)
  const generated = Array.isArray(role?.['rules']) ? role['rules'].filter(isObject) : []
  return hire(layout, api, { namespace: 'metacontroller', name: 'metacontroller', rules: [...generated, ...programRules('studio.example.com'), ...programRules('example.com')] })
}

/** The account of the Studio, with the rights that rights.ts names. */
const settle = async (layout: Layout, api: Api): Promise<Person> => {
  const account = { namespace: home, name: 'studio' }
  const self = await hire(layout, api, { ...account, rules: studioRules })
  await grantIn(api, home, { ...account, rules: shelfRules })
  await grantIn(api, 'default', { ...account, rules: eventRules })
  await ensure(api, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  return self
}

const peopleOf = async (layout: Layout, api: Api): Promise<Town['people']> => {
  const person = (name: Job): Promise<Person> => hire(layout, api, { namespace: 'studio-people', name, rules: peopleRules[name] })
  return { viewer: await person('viewer'), editor: await person('editor'), approver: await person('approver'), publisher: await person('publisher'), admin: await person('admin') }
}

const withoutPrograms = async (objects: Objects): Promise<void> => {
  for (const { metadata } of await objects.list(HookProgram)) await objects.remove(HookProgram, metadata)
  await eventually('no program is left', async () => {
    const left: readonly AnyObject[] = [...await objects.list(HookProgram), ...await objects.list(HookBundle)]
    return { done: left.length === 0, seen: left.map(({ kind, metadata: { name, finalizers } }) => ({ kind, name, finalizers })) }
  })
  for (const { metadata } of await objects.list(HookRevision)) await objects.remove(HookRevision, metadata)
}
