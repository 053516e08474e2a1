import type { Source } from '../../src/cli/documents.ts'
import { withDefaults } from '../../src/kit/defaults.ts'
import type { Resource } from '../../src/kit/resource.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { created, uidOf } from './identity.ts'
import { managedFields } from './managed-fields.ts'
import { sorted } from './sorted.ts'

/** Where `kubectl apply` keeps what it was given. */
export const kubectlAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** A document that was applied with kubectl, as the API server gives it back: with the defaults of its schema. */
export const stored = ({ object }: Source, { parent }: { readonly parent: Pick<Resource, 'spec'> }, resourceVersion: string): KubernetesObject => {
  const { apiVersion, kind, metadata: { name, labels } } = object
  const given = object['spec'] ?? {}
  const spec = withDefaults(parent.spec, given)
  const named = { ...(labels === undefined ? {} : { labels }), name, namespace: 'default' }
  const annotations = { [kubectlAnnotation]: `${JSON.stringify(sorted({ apiVersion, kind, metadata: { annotations: {}, ...named }, spec: given }))}\n` }
  const fields = { metadata: { annotations, ...(labels === undefined ? {} : { labels }) }, spec }
  return trusted<KubernetesObject>({
    apiVersion,
    kind,
    metadata: {
      ...named,
      annotations,
      creationTimestamp: created,
      generation: 1,
      managedFields: [managedFields(apiVersion, { manager: 'kubectl-client-side-apply', fields, time: created })],
      resourceVersion,
      uid: uidOf(`${kind}/${name}`),
    },
    spec,
  })
}

/** The same with a status that Metacontroller wrote. */
export const withStatus = (object: KubernetesObject, status: JsonObject): KubernetesObject => {
  const { managedFields: before = [], ...metadata } = trusted<{ managedFields?: readonly JsonValue[] }>(object.metadata)
  const written = managedFields(object.apiVersion, { manager: 'metacontroller', subresource: 'status', fields: { status }, time: created })
  return trusted<KubernetesObject>({ ...object, metadata: { ...metadata, managedFields: [...before, written] }, status })
}
