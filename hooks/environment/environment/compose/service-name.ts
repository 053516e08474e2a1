/** A name of a compose file as a name in Kubernetes: `My_DB.1` is `my-db-1`; empty when nothing is left of it. */
export const serviceName = (name: string): string =>
  name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/-+/g, '-').replaceAll(/^-|-$/g, '')

/** Names that a StatefulSet can have: its pods carry its name and a revision in one label. */
export const longestName = 52
