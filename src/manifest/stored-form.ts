import { withDefaults } from '../kit/defaults.ts'
import type { Resource } from '../kit/resource.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'

/** A custom resource as the API server would store it: namespace, generation and the defaults of the schema. */
export const storedForm = (object: KubernetesObject & JsonObject, { parent }: { readonly parent: Pick<Resource, 'scope' | 'spec'> }, namespace: string): KubernetesObject & JsonObject => ({
  ...object,
  metadata: { generation: 1, ...(parent.scope === 'Namespaced' ? { namespace } : {}), ...object.metadata },
  ...(object['spec'] === undefined ? {} : { spec: withDefaults(parent.spec, object['spec']) }),
})
