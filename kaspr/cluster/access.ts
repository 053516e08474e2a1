import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { textOption } from '../../src/cli/command.ts'
import type { OptionValues, Terminal } from '../../src/cli/command.ts'
import { connect } from '../../src/kube/connect.ts'
import { loadKubeConfig } from '../../src/kube/kube-config.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { listAll } from '../../src/kube/object-list.ts'

/** The cluster that a command works on. */
export interface ClusterAccess extends Pick<ObjectStore, 'get' | 'update'> {
  /** Objects of a kind, everywhere when no namespace is given. Throws NotFound for a kind that is not served. */
  readonly list: (kind: Kind, namespace?: string) => Promise<readonly StoredObject[]>
  /** Namespace of the current context. */
  readonly namespace: string
  readonly close: () => void
}

/** How a command comes to its cluster; nothing is sent yet. Throws KubeConfigMissing or KubeConfigInvalid. */
export type Open = (values: OptionValues, terminal: Terminal) => ClusterAccess

/** Options of every command that talks to a cluster. */
export const clusterOptions = { kubeconfig: { type: 'string' }, context: { type: 'string' } } as const

/** The cluster of the kubeconfig, as kubectl finds it. */
export const openCluster: Open = (values, { env }) => {
  const source = { env, file: textOption(values, 'kubeconfig', '') || undefined, context: textOption(values, 'context', '') || undefined }
  const config = loadKubeConfig(source)
  const client = connect(source)
  const { get, update } = kubeStore(client)
  return {
    get,
    update,
    list: async (kind, namespace) => (await listAll(client, kind, { namespace })).items,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    close: client.close,
  }
}
