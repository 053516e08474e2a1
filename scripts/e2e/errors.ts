import createError from '@fastify/error'

/** What can go wrong between the scenarios and a cluster. */
export const KubectlFailed = createError<[string, string]>('KH_E2E_KUBECTL', 'kubectl %s: %s', 500)
export const NeverSeen = createError<[string, number, string]>('KH_E2E_NEVER', '%s was not as it should be after %d s; last seen: %s', 500)
export const Differs = createError<[string, string, string]>('KH_E2E_DIFFERS', '%s: %s instead of %s', 500)
