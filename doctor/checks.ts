import { autoscalers } from './checks/autoscalers.ts'
import { conditions } from './checks/conditions.ts'
import { definitions } from './checks/definitions.ts'
import { deletions } from './checks/deletions.ts'
import { events } from './checks/events.ts'
import { hooks } from './checks/hooks.ts'
import { limits } from './checks/limits.ts'
import { members } from './checks/members.ts'
import { metacontrollerFlags } from './checks/metacontroller-flags.ts'
import { metacontrollerVersion } from './checks/metacontroller-version.ts'
import { metacontroller } from './checks/metacontroller.ts'
import { registrations } from './checks/registrations.ts'
import { steward } from './checks/steward.ts'
import { storageClasses } from './checks/storage-classes.ts'
import { webhooks } from './checks/webhooks.ts'
import type { Check } from './finding.ts'

/** All checks in the order in which they are made and told. */
export const checks: readonly Check[] = [
  metacontroller, metacontrollerVersion, metacontrollerFlags, definitions, registrations, webhooks, hooks, events,
  conditions, deletions, steward, members, autoscalers, storageClasses, limits,
]
