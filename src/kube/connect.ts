import type { Clock } from '../engine/object-store.ts'
import { kubeClient } from './kube-client.ts'
import type { KubeClient } from './kube-client.ts'
import { loadKubeConfig } from './kube-config.ts'
import type { KubeConfigSource } from './kube-config.ts'
import { systemClock } from './system-clock.ts'
import { transportOf } from './transport.ts'

export interface ConnectOptions extends KubeConfigSource {
  /** Header of every request. What comes before the slash is the field manager of writes. */
  readonly userAgent?: string
  /** For waits between tries; the wall clock when absent. */
  readonly clock?: Clock
}

/**
 * A client of the cluster that a kubeconfig names; nothing is sent yet. Throws KubeConfigMissing or KubeConfigInvalid.
 * `close` it in the end, so that no connection stays open.
 */
export const connect = ({ userAgent = 'kaspr-hooks', clock = systemClock, ...source }: ConnectOptions): KubeClient =>
  kubeClient(transportOf(loadKubeConfig(source), { clock, userAgent }), clock)
