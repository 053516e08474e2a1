import { composeFront } from './compose/front.ts'
import type { Front } from './compose/front.ts'
import type { Environment } from './environment.ts'

/** Pods and port that the Ingress leads to; undefined: it leads nowhere. */
export const front = ({ mode, config, compose }: Environment): Front | undefined => {
  if (compose !== undefined) return composeFront(compose)
  // A workspace is worked in, not visited.
  const port = mode === 'workspace' ? undefined : config.ports?.[0]?.containerPort
  return port === undefined ? undefined : { app: 'web', port }
}
