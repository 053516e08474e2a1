import type { Environment } from './environment.ts'

/** Port of the application that the Ingress leads to; undefined: it has none. */
export const webPort = ({ config }: Environment): number | undefined => config.ports?.[0]?.containerPort
