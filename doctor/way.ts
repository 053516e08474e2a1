import type { StoredObject } from '../src/engine/object-store.ts'
import type { Cluster } from './cluster.ts'
import { shellWord, textAt } from './fields.ts'
import { registrationsOf } from './registered.ts'

/** Commands that bring what this build derives into the cluster, in the way in which it came there. */
export interface Way {
  /** Namespace of the service. */
  readonly namespace: string
  readonly register: string
  readonly define: string
}

const apply = (folder: string): string => `kubectl apply --server-side --force-conflicts -k ${folder}`

/**
 * What a Helm release made must not be changed beside it: the next upgrade would undo it, and the address may be another one.
 * Who may not read registrations gets the commands of the kustomizations.
 */
export const wayOf = async (cluster: Cluster): Promise<Way> => {
  const { namespace } = cluster
  const upgrade = (await registrationsOf(cluster).catch(() => [])).flatMap(upgradeOf)[0]
  return { namespace, register: upgrade ?? apply('metacontroller'), define: upgrade ?? apply('crds') }
}

const upgradeOf = (object: StoredObject): readonly string[] => {
  const annotation = (name: string): string => textAt(object, 'metadata', 'annotations', `meta.helm.sh/${name}`)
  const isOurs = textAt(object, 'metadata', 'labels', 'app.kubernetes.io/part-of') === 'kaspr-hooks'
  return isOurs && annotation('release-name') !== '' ? [`helm upgrade ${shellWord(annotation('release-name'))} charts/kaspr-hooks --namespace ${shellWord(annotation('release-namespace'))} --reuse-values`] : []
}
