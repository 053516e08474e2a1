import { kept, listOf, struct, text } from './shape.ts'

const identity = {
  seLinuxOptions: struct({ level: text, role: text, type: text, user: text }),
  windowsOptions: struct({ gmsaCredentialSpec: kept, gmsaCredentialSpecName: kept, runAsUserName: kept, hostProcess: kept }),
  seccompProfile: struct({ localhostProfile: kept }),
  appArmorProfile: struct({ localhostProfile: kept }),
}

export const containerSecurityContext = struct({
  ...identity,
  capabilities: struct({ add: listOf(kept), drop: listOf(kept) }),
  procMount: kept,
})

export const podSecurityContext = struct({
  ...identity,
  supplementalGroups: listOf(kept),
  sysctls: listOf(struct({ name: kept, value: kept })),
  fsGroupChangePolicy: kept,
})
