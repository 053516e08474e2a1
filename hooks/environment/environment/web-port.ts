import { composeFront } from './compose/front.ts'
import type { Front } from './compose/front.ts'
import type { Environment } from './environment.ts'

/** Pods and port that the Ingress leads to; undefined: it leads nowhere. */
export const front = ({ config, compose }: Environment): Front | undefined => {
  if (compose !== undefined) return composeFront(compose)
  const port = config.ports?.[0]?.containerPort
  return port === undefined ? undefined : { app: 'web', port }
}

/** Port of the application that the Ingress leads to; undefined: it has none. */
export const webPort = (environment: Environment): number | undefined => front(environment)?.port
