import { applyObject } from '../simulation/apply.ts'
import type { Stage } from './stage.ts'

/** What a namespace may hold: a slip of the finger must not fill the memory. */
export const limitNamespace = async ({ world, inventory }: Stage, namespace: string): Promise<void> => {
  if (inventory.get(`v1|ResourceQuota|${namespace}|playground`) !== undefined) return
  await applyObject(world, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'playground', namespace }, spec: { hard: { pods: '200', persistentvolumeclaims: '400' } } })
}
