import { flag, integer, listOf, optional, struct, text } from '../../../../src/kit/fields.ts'

const profile = (description: string) => struct({
  type: text('Kind of profile.'),
  localhostProfile: optional(text('Profile on the node, for type Localhost.')),
}, description)

const identity = {
  runAsUser: optional(integer('User id of the processes.', { format: 'int64' })),
  runAsGroup: optional(integer('Group id of the processes.', { format: 'int64' })),
  runAsNonRoot: optional(flag('Refuse to run as user 0.')),
  appArmorProfile: optional(profile('AppArmor profile.')),
  seccompProfile: optional(profile('Seccomp profile.')),
  seLinuxOptions: optional(struct({
    level: optional(text('Level.')), role: optional(text('Role.')), type: optional(text('Type.')), user: optional(text('User.')),
  }, 'SELinux label.')),
  windowsOptions: optional(struct({
    gmsaCredentialSpec: optional(text('GMSA credential spec.')),
    gmsaCredentialSpecName: optional(text('Name of the GMSA credential spec.')),
    hostProcess: optional(flag('Run as a host process.')),
    runAsUserName: optional(text('User name.')),
  }, 'Windows settings.')),
}

export const podSecurityContext = struct({
  ...identity,
  fsGroup: optional(integer('Group that owns the volumes.', { format: 'int64' })),
  fsGroupChangePolicy: optional(text('When ownership of volumes is changed.')),
  supplementalGroups: optional(listOf(integer('A group id.', { format: 'int64' }), 'Further groups of the processes.')),
  sysctls: optional(listOf(struct({ name: text('Name.'), value: text('Value.') }, 'A kernel setting.'), 'Kernel settings.')),
}, 'Security context of the pods, passed on as it is.')

export const containerSecurityContext = (container: string) => struct({
  ...identity,
  allowPrivilegeEscalation: optional(flag('Whether a process may gain more privileges.')),
  capabilities: optional(struct({
    add: optional(listOf(text('A capability.'), 'Capabilities to add.')),
    drop: optional(listOf(text('A capability.'), 'Capabilities to drop.')),
  }, 'POSIX capabilities.')),
  privileged: optional(flag('Run privileged.')),
  procMount: optional(text('Kind of /proc mount.')),
  readOnlyRootFilesystem: optional(flag('Mount the root file system read-only.')),
}, `Security context of container ${container}.`)
