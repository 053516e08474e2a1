import type { Compose } from './compose.ts'

/** Where an Ingress leads to. */
export interface Front {
  readonly app: string
  readonly port: number
}

/** Service `web`, or the first one that publishes a port. */
export const composeFront = ({ services }: Compose): Front | undefined => {
  const all = services.flatMap(({ name, ports = [] }) => ports.filter(({ protocol }) => protocol === 'TCP').slice(0, 1).map(({ containerPort }) => ({ app: name, port: containerPort })))
  return all.find(({ app }) => app === 'web') ?? all[0]
}
