/** Names of everything that belongs to an app (kaspr-resources.md 3.1). */
export const namesOf = (app: string) => ({
  component: `${app}-app`,
  settings: `${app}-app-config`,
  api: `${app}-app-api`,
  autoscaler: `${app}-app-hpa`,
  dataVolume: `${app}-app-pv`,
  packagesClaim: `${app}-app-python-packages`,
  packagesVolume: `${app}-app-packages`,
  joins: `${app}-app-joins`,
}) as const
export type Names = ReturnType<typeof namesOf>

/** Key and file name of the definitions that joins need together. */
export const joinsFileName = (object: string): string => `${object}.yaml`
