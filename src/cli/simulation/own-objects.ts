import { listOf, objectOf } from '../../cluster/json-fields.ts'
import type { StoredObject } from '../../engine/object-store.ts'

/** Who furnishes a cluster and its namespaces. */
const furnishers = ['cluster', 'namespace-controller', 'serviceaccount-controller', 'root-ca-certificate-publisher']

/** What is there because of the documents: without classes, namespaces, and what every namespace has. */
export const ownObjects = (objects: readonly StoredObject[]): readonly StoredObject[] =>
  objects.filter((object) => object.kind !== 'Namespace' && !listOf(objectOf(object['metadata'])['managedFields']).some((field) => furnishers.includes(String(objectOf(field)['manager']))))
