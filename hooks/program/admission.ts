import { HookProgram, HookProgramSpec } from './hookprogram/resource.ts'
import { HookBundle } from './hookbundle/resource.ts'
import { HookRevision } from './hookrevision/resource.ts'
import { CompositeController } from './composite-controller.ts'
import { groupOf } from '../../src/kit/kind.ts'
import type { Kind } from '../../src/kit/kind.ts'

// What the API server itself holds people to, so that kubectl obeys the rules of the Studio. Who has which verb is said by
// RBAC on hookprograms (edit, replay, approve, publish, admin): Kubernetes is the only place of rights.

interface Validation { readonly expression: string; readonly message: string }

interface Policy {
  readonly name: string
  readonly kind: Kind
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[]
  readonly variables?: Readonly<Record<string, string>>
  readonly onlyFor?: string
  readonly validations: readonly Validation[]
}

const labels = { 'app.kubernetes.io/part-of': 'kaspr-hooks' }

/** Whether the person may do it with a program; the name is an expression. */
const may = (verb: 'edit' | 'publish' | 'admin', name: string): string =>
  `authorizer.group('${HookProgram.group}').resource('${HookProgram.plural}').name(${name}).check('${verb}').allowed()`

/** The pointer; everything else in a program's spec says what its code may do. */
const pointer = ['activeRevision', 'canary'] as const
const others = Object.keys(HookProgramSpec.properties).filter((field) => !pointer.some((one) => one === field))

const differs = (fields: readonly string[]): string => fields.map((field) => `object.spec.?${field} != oldObject.spec.?${field}`).join(' || ')

const programs: Policy = {
  name: 'hookprograms',
  kind: HookProgram,
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  variables: {
    name: "request.operation == 'DELETE' ? oldObject.metadata.name : object.metadata.name",
    publishes: `request.operation == 'CREATE' ? ${pointer.map((field) => `has(object.spec.${field})`).join(' || ')} : request.operation == 'UPDATE' && (${differs(pointer)})`,
    administers: `request.operation != 'UPDATE' || ${differs(others)}`,
  },
  validations: [
    { expression: `!variables.publishes || ${may('publish', 'variables.name')}`, message: 'changing spec.activeRevision or spec.canary needs the verb publish on this program' },
    { expression: `!variables.administers || ${may('admin', 'variables.name')}`, message: 'making or deleting a program, and changing anything but spec.activeRevision and spec.canary, needs the verb admin on it' },
    // Kubernetes would delete the registration before the program has cleaned up, and parents would keep a finalizer for ever.
    { expression: "request.operation != 'DELETE' || request.options.?propagationPolicy.orValue('') != 'Foreground'", message: 'a program cannot be deleted in the foreground: its registration has to go after its parents are released' },
  ],
}

const revisions: Policy = {
  name: 'hookrevisions',
  kind: HookRevision,
  operations: ['CREATE'],
  validations: [
    { expression: 'object.spec.author == request.userInfo.username', message: 'spec.author must be who saves the revision' },
    { expression: may('edit', 'object.spec.program'), message: 'saving a revision needs the verb edit on its program' },
  ],
}

/** Metacontroller as the generated rights know it, and the collector that removes what belonged to a program. */
const machines = ['system:serviceaccount:metacontroller:metacontroller', 'system:serviceaccount:kube-system:generic-garbage-collector']
const byMachines: Validation = {
  expression: `request.userInfo.username in [${machines.map((name) => `'${name}'`).join(', ')}] || ${may('admin', "''")}`,
  message: 'this is made from a HookProgram: only Metacontroller writes it, and whoever has the verb admin on all programs',
}

const bundles: Policy = { name: 'hookbundles', kind: HookBundle, operations: ['CREATE', 'UPDATE', 'DELETE'], validations: [byMachines] }
const registrations: Policy = { ...bundles, name: 'hookprogram-registrations', kind: CompositeController, onlyFor: "request.name.startsWith('studio-')" }

const api = { apiVersion: 'admissionregistration.k8s.io/v1' }

const objectsOf = ({ name, kind: { apiVersion, plural }, operations, variables = {}, onlyFor, validations }: Policy): readonly object[] => {
  const metadata = { name: `${name}.${HookProgram.group}`, labels }
  return [
    {
      ...api, kind: 'ValidatingAdmissionPolicy', metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ apiGroups: [groupOf(apiVersion)], apiVersions: ['*'], operations, resources: [plural] }] },
        ...(onlyFor === undefined ? {} : { matchConditions: [{ name: 'own', expression: onlyFor }] }),
        ...(Object.keys(variables).length === 0 ? {} : { variables: Object.entries(variables).map(([key, expression]) => ({ name: key, expression })) }),
        validations: validations.map((one) => ({ ...one, reason: 'Forbidden' })),
      },
    },
    { ...api, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: { policyName: metadata.name, validationActions: ['Deny'] } },
  ]
}

/** Policies with their bindings. */
export const admission: readonly object[] = [programs, revisions, bundles, registrations].flatMap(objectsOf)
