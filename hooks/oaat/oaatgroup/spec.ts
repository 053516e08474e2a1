import { choice, flag, integer, listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { durationPattern } from '../duration-text.ts'

/**
 * Groups that upstream accepted are read leniently by the hook (oaat.md A3); what is new has to keep the strict form,
 * which the API server checks.
 */
const duration = (description: string) => text(description, { crd: { type: 'string', description, pattern: durationPattern, maxLength: 200 } })

/** More have no room in a status. */
export const mostItems = 1000
export const longestItem = 253

/** Empty and very long names were accepted once; new ones are refused. */
const item = text('An item.', { crd: { type: 'string', description: 'An item.', minLength: 1, maxLength: longestItem } })

const clock = (description: string) => Type.Union([
  Type.String(),
  struct({
    time: text('`HH:MM` or `HH`.'),
    tz: optional(text('`Z`, `+01:00` or a name such as Europe/Berlin; UTC when absent.')),
  }, 'A time of day somewhere.'),
], { description, problem: 'must be a time of day such as 22:30, or {time, tz}', crd: { description, 'x-kubernetes-preserve-unknown-fields': true } })

const noStartWindow = struct({
  noStartItem: optional(struct({
    start: optional(clock('First minute.')),
    end: optional(clock('Last minute; before `start` it is one of the next day.')),
  }, 'Between these times of every day nothing starts.')),
}, 'A window.')

const blackoutPeriod = struct({
  name: optional(text('Name that messages show.')),
  schedule: text('When it begins: a cron expression of five fields.', { minLength: 1, maxLength: 200 }),
  duration: duration('How long it lasts.'),
  timezone: optional(text('Zone of the schedule, such as Europe/Berlin; UTC when absent.')),
}, 'A period in which nothing starts.')

const itemSource = struct({
  configMap: struct({
    name: text('Name of the ConfigMap in the namespace of the group.', { minLength: 1 }),
    key: optional(text('Key that holds the items, one a line; lines that are empty or begin with # do not count.', { default: 'items' })),
  }, 'A ConfigMap.'),
}, 'Where items come from besides `oaatItems`.')

const backoff = struct({
  initial: duration('Wait after the first failure.'),
  factor: optional(integer('By how much the wait grows with every further failure.', { minimum: 1, maximum: 10, default: 2 })),
  max: duration('The wait grows no longer than this.'),
}, 'Waits after failures in a row, in place of `failureCoolOff`.')

const retention = struct({
  maxAge: optional(duration('How long a finished pod is kept; 12h when absent.')),
  succeeded: optional(integer('How many pods that succeeded are kept; 1 when absent.', { minimum: 0, maximum: 100 })),
  failed: optional(integer('How many pods that failed are kept; 3 when absent.', { minimum: 0, maximum: 100 })),
}, 'Which finished pods are kept for their logs.')

export const OaatGroupSpec = struct({
  oaatType: optional(text('Name of the OaatType that says what running an item means.')),
  oaatItems: optional(listOf(item, 'Items: names that mean something to the OaatType.', { maxItems: mostItems, 'x-kubernetes-list-type': 'set' })),
  itemsFrom: optional(itemSource),
  frequency: optional(duration('Least time between two successes of one item, such as 1d or 1h30m; 1h when absent. Zero is no frequency.')),
  failureCoolOff: optional(duration('An item that failed is not run again for so long. A later success does not end it.')),
  failureBackoff: optional(backoff),
  once: optional(flag('Run every item until it has succeeded once, then never again.', { default: false })),
  selection: optional(choice(['code', 'documented'], 'Which of several due items runs: `code` prefers items that failed two times out of three; `documented` takes the oldest success, then the oldest failure.')),
  windows: optional(listOf(noStartWindow, 'Times of day in which nothing starts. Only with `windowsEnabled`: upstream never read them.')),
  windowsEnabled: optional(flag('Whether `windows` count.', { default: false })),
  blackoutPeriods: optional(listOf(blackoutPeriod, 'Periods in which nothing starts.', { maxItems: 20 })),
  podRetention: optional(retention),
  startTimeout: optional(duration('A run whose pod was never seen counts as failed after so long; 2m when absent.')),
  activeDeadline: optional(duration('A run may take so long, its wait for a node included. Becomes `activeDeadlineSeconds` where the OaatType sets none.')),
  vanishedCountsAsFailure: optional(flag('Whether a running pod that somebody deleted counts as a failure of its item.', { default: false })),
  strictSlot: optional(flag('All runs share one pod name, so that two can never exist, not even when Metacontroller restarts against a stale API server, or somebody deletes a pod before its run was seen. Cannot be changed later. Price: a finished pod and its log are gone before the next run.', { default: false })),
}, 'What is run, how often, and when not.', {
  'x-kubernetes-validations': [
    { rule: 'has(self.oaatType) && self.oaatType.size() > 0', message: 'oaatType is required' },
    { rule: 'has(self.itemsFrom) || (has(self.oaatItems) && self.oaatItems.size() > 0)', message: 'no items found. Please set "oaatItems" or "itemsFrom"' },
    { rule: '!(has(self.failureCoolOff) && has(self.failureBackoff))', message: 'failureCoolOff and failureBackoff exclude each other' },
    // Under another name nobody would find a pod that is not seen yet: two could run.
    { rule: '(has(self.strictSlot) && self.strictSlot) == (has(oldSelf.strictSlot) && oldSelf.strictSlot)', message: 'strictSlot cannot be changed: make another group' },
  ],
})
export type OaatGroupSpec = Static<typeof OaatGroupSpec>
