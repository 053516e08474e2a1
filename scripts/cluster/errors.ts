import createError from '@fastify/error'

/** What can go wrong around the control plane of the tests. */
export const PlatformUnsupported = createError<[string]>('KH_CLUSTER_PLATFORM', 'The control plane runs on Linux only, this is %s. Point KUBECONFIG at a cluster instead', 500)
export const GoMissing = createError<[string, string]>('KH_CLUSTER_GO_MISSING', 'Go %s or newer is needed to build the control plane: %s', 500)
export const BuildFailed = createError<[string]>('KH_CLUSTER_BUILD', 'The control plane could not be built; the log is in %s', 500)
export const PartFailed = createError<[string, string]>('KH_CLUSTER_PART', 'The control plane stopped: %s; the logs are in %s', 500)
export const NotReady = createError<[string, string]>('KH_CLUSTER_NOT_READY', 'The control plane was not ready in time: %s; the logs are in %s', 500)
export const NotRunning = createError<[string]>('KH_CLUSTER_NOT_RUNNING', 'No control plane is running in %s', 404)
export const RequestRefused = createError<[string, number, string]>('KH_CLUSTER_REQUEST', '%s: %d %s', 500)
