import createError from '@fastify/error'

/** What keeps us from talking to an API server at all. What the server itself refuses is in the engine's `api-errors.ts`. */
export const KubeConfigInvalid = createError<[string, string]>('KH_KUBE_CONFIG', '%s: %s', 400)
export const KubeConfigMissing = createError('KH_KUBE_CONFIG_MISSING', 'No cluster to talk to: set KUBECONFIG, or name a kubeconfig file', 400)
export const Expired = createError<[string, string]>('KH_API_EXPIRED', '%s: the server does not remember that far back: %s', 410)
