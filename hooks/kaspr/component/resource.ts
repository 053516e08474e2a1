import { resource } from '../../../src/kit/resource.ts'
import type { PrinterColumn, Resource, ResourceDefinition } from '../../../src/kit/resource.ts'
import type { TObject } from '../../../src/kit/schema.ts'

const columns: readonly PrinterColumn[] = [
  { name: 'App', type: 'string', jsonPath: '.status.app.name', description: 'KasprApp that the component belongs to' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', description: 'Whether the component is valid and its app exists' },
  { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', description: 'Why it is ready or not' },
]

type Own = 'kind' | 'plural' | 'singular' | 'shortNames' | 'description' | 'spec' | 'status'

/** Defines the resource of a component kind; group, version, scope and columns are the same for all. */
export const componentResource = <Spec extends TObject, Status extends TObject>(own: Pick<ResourceDefinition<Spec, Status>, Own>): Resource<Spec, Status> =>
  resource({ group: 'kaspr.io', version: 'v1alpha1', scope: 'Namespaced', columns, ...own })

/** Upstream keeps unknown keys right below `spec`; existing resources carry some (kaspr-resources.md §1). */
export const openSpec = { 'x-kubernetes-preserve-unknown-fields': true }
