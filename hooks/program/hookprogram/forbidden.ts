/** What a program's children may be kept from asking for (C6 of the Studio's rules). */
export const forbidden = ['privileged', 'hostPath', 'hostNetwork', 'hostPID', 'hostIPC', 'addedCapabilities', 'serviceAccounts', 'rbac', 'webhookConfigurations', 'customResourceDefinitions'] as const
export type Forbidden = (typeof forbidden)[number]
