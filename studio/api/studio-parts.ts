import { isIP } from 'node:net'
import type { Clock, ObjectStore } from '../../src/engine/object-store.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import type { KubeClient } from '../../src/kube/kube-client.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import type { Log } from '../../src/server/log.ts'
import { programLabel } from '../../hooks/program/hookprogram/program.ts'
import { workerAuthoring } from '../authoring/worker-authoring.ts'
import { runGate } from '../gate/run-gate.ts'
import { headlessReplicas, remoteTraffic } from '../traffic/remote-traffic.ts'
import type { Traffic } from '../traffic/traffic.ts'
import { clusterIdentity } from './cluster-identity.ts'
import type { Identity } from './identity.ts'
import type { StudioAppOptions } from './studio-app.ts'

/** What every Studio has, wherever its programs are. */
export interface StudioBase extends Pick<StudioAppOptions, 'namespace' | 'release' | 'hosts'> {
  readonly clock: Clock
  readonly log: Log
  readonly traffic: Traffic
}

/** A Studio and the function that ends its threads. */
export interface StudioParts {
  readonly options: StudioAppOptions
  readonly stop: () => Promise<void>
}

/** Adds compiler and sandboxes to an identity and a store. */
export const studioParts = (base: StudioBase, { identity, own }: { readonly identity: Identity; readonly own: ObjectStore }): StudioParts => {
  const [authoring, sandboxes] = [workerAuthoring(), createSandboxes()]
  return {
    options: { ...base, identity, own, authoring, sandboxes, gate: runGate },
    stop: async () => { await Promise.all([authoring.stop(), sandboxes.stop()]) },
  }
}

/** The programs of a cluster. Of its ConfigMaps only those of the Studio's namespace are looked at. */
export const clusterParts = (base: StudioBase, client: KubeClient): StudioParts => {
  const scope = { namespace: base.namespace, labelSelector: programLabel }
  const own = kubeStore(client, {
    scope: ({ kind }) => kind === ConfigMap.kind ? scope : {},
    onWatchError: (error, { plural }) => { base.log.warn({ plural, reason: error instanceof Error ? error.message : String(error) }, 'watch failed, it goes on') },
  })
  return studioParts(base, { identity: clusterIdentity(client), own })
}

/** Calls and logs of hook replicas. A name in an address stands for all addresses behind it, as of a headless Service. */
export const trafficOf = (urls: readonly string[], token: () => string, log: Log): Traffic => remoteTraffic({
  token,
  replicas: async () => (await Promise.all(urls.map(replicasOf))).flat(),
  unreachable: (replica, reason) => { log.warn({ replica, reason }, 'a replica of the hook service did not answer') },
})

const replicasOf = async (url: string): Promise<readonly string[]> => {
  const { hostname, port, protocol } = new URL(url)
  return protocol === 'https:' || hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) > 0 ? [url] : headlessReplicas(hostname, Number(port || '80'))()
}
