import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createRequire } from 'node:module'
import type * as Client from '@kubernetes/client-node'
import type { Cluster, KubeConfig } from '@kubernetes/client-node'
import { trusted } from '../protocol/trusted.ts'
import { KubeConfigInvalid, KubeConfigMissing } from './kube-errors.ts'

/** The client is large, and most commands never ask a cluster: it is loaded with the first kubeconfig. */
const newConfig = (): KubeConfig => {
  const { KubeConfig } = trusted<typeof Client>(createRequire(import.meta.url)('@kubernetes/client-node'))
  return new KubeConfig()
}

/** Where a cluster is described. */
export interface KubeConfigSource {
  /** A kubeconfig file; KUBECONFIG, `~/.kube/config` or the pod's service account when absent. */
  readonly file?: string | undefined
  /** The current context when absent. */
  readonly context?: string | undefined
  /** Variables of the process; KUBECONFIG, HOME and KUBERNETES_SERVICE_HOST are read. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads the kubeconfig as kubectl does: a named file, the files of KUBECONFIG merged (the first one counts), the one below
 * HOME, and in a pod its service account. Throws KubeConfigMissing or KubeConfigInvalid.
 */
export const loadKubeConfig = ({ file, context, env }: KubeConfigSource): KubeConfig => {
  const files = file === undefined ? configFiles(env) : [file]
  const config = files.length > 0 ? merged(files) : inPod(env)
  if (context !== undefined) config.setCurrentContext(context)
  const place = files.length > 0 ? files.join(delimiter) : 'the service account of the pod'
  const cluster = config.getCurrentCluster()
  if (cluster === null) throw new KubeConfigInvalid(place, `no context and cluster named ${String(config.getCurrentContext())}`)
  if (!URL.canParse(cluster.server)) throw new KubeConfigInvalid(place, `the server of ${cluster.name} is no address: ${cluster.server}`)
  config.clusters = config.clusters.map(plainHttp)
  return config
}

const configFiles = (env: KubeConfigSource['env']): readonly string[] => {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  if (named.length > 0) return named
  const own = join(env['HOME'] ?? '', '.kube', 'config')
  return env['HOME'] !== undefined && existsSync(own) ? [own] : []
}

const inPod = (env: KubeConfigSource['env']): KubeConfig => {
  if (env['KUBERNETES_SERVICE_HOST'] === undefined) throw new KubeConfigMissing()
  const config = newConfig()
  config.loadFromCluster()
  return config
}

/** Of several entries with one name the first counts; files that are not there are passed over, unless all of them are. */
const merged = (files: readonly string[]): KubeConfig => {
  const there = files.filter((path) => existsSync(path))
  const [first, ...others] = there.length > 0 ? there : files
  const config = read(first ?? '')
  for (const other of others.map(read)) {
    config.clusters = distinct(config.clusters, other.clusters)
    config.users = distinct(config.users, other.users)
    config.contexts = distinct(config.contexts, other.contexts)
    if (!config.currentContext) config.setCurrentContext(other.currentContext)
  }
  return config
}

const read = (file: string): KubeConfig => {
  const config = newConfig()
  try {
    config.loadFromFile(file)
  } catch (cause) {
    throw new KubeConfigInvalid(file, cause instanceof Error ? cause.message : String(cause))
  }
  return config
}

const distinct = <Item extends { readonly name: string }>(first: readonly Item[], more: readonly Item[]): Item[] =>
  [...first, ...more.filter(({ name }) => !first.some((item) => item.name === name))]

/** A server without TLS, such as `kubectl proxy`, has nothing to verify; the client asks for that in so many words. */
const plainHttp = (cluster: Cluster): Cluster => cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster
