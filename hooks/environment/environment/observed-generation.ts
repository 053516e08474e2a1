interface Watched {
  readonly metadata: { readonly generation?: number }
  readonly status?: { readonly observedGeneration?: number }
}

/** Whether the status of a workload is about an older spec than the one that it has. */
export const isBehind = ({ metadata, status }: Watched): boolean => status === undefined || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)
