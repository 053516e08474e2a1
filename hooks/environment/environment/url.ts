import type { Environment } from './environment.ts'

/** Host under which an environment answers: from its name, which nobody else has (Part C S10). */
export const host = ({ name, settings: { previewDomain } }: Environment): string => `${name}.${previewDomain ?? 'localhost'}`

export const url = (environment: Environment): string => environment.settings.previewDomain === undefined
  ? `http://${host(environment)}:${environment.settings.ingressPort}/` : `https://${host(environment)}/`
