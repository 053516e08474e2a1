import { join } from 'node:path'
import { cacheFolder } from '../../bench/cache-folder.ts'

/** Where one control plane keeps everything it writes. */
export interface Layout {
  /** Taken away by `down`. Whoever makes it owns the control plane. */
  readonly folder: string
  readonly state: string
  readonly logs: string
  readonly audit: string
  /** For people and tests: everything is allowed. */
  readonly kubeconfig: string
}

/** The layout below a folder that the user names, or below the cache. */
export const layoutOf = (given: string | undefined): Layout => {
  const folder = join(given ?? join(cacheFolder(), 'cluster'), 'control-plane')
  return { folder, state: join(folder, 'state.json'), logs: join(folder, 'logs'), audit: join(folder, 'audit.log'), kubeconfig: join(folder, 'kubeconfig') }
}

/** Kubeconfig of one identity: the audit log tells their writes apart. */
export const kubeconfigOf = ({ folder, kubeconfig }: Layout, identity: string): string =>
  identity === 'admin' ? kubeconfig : join(folder, `${identity}.kubeconfig`)
