import type { JsonObject } from '../../../../src/protocol/json.ts'

/** What a user changes. */
export interface Edit {
  readonly spec?: JsonObject
  readonly annotations?: Readonly<Record<string, string>>
}

export const edits: readonly Edit[] = [
  { spec: { oaatItems: ['a'] } },
  { spec: { oaatItems: ['b', 'c', 'd'] } },
  { spec: { oaatItems: ['a', 'b', 'c'] } },
  { spec: { frequency: '10s' } },
  { spec: { frequency: '1h' } },
  { spec: { frequency: '0s' } },
  { spec: { failureCoolOff: '1m' } },
  { spec: { activeDeadline: '1m' } },
  { spec: { activeDeadline: '1d' } },
  { spec: { podRetention: { succeeded: 0, failed: 0 } } },
  { spec: { podRetention: { maxAge: '1m', succeeded: 3, failed: 3 } } },
  { spec: { startTimeout: '30s' } },
  { spec: { once: true } },
  { spec: { once: false } },
  { spec: { oaatType: 'nowhere' } },
  { spec: { oaatType: 'sleep' } },
  { annotations: { pause_new_jobs: 'yes' } },
  { annotations: { pause_new_jobs: 'no' } },
]

/** What every history begins with. */
export const firstSpec = (strictSlot: boolean): JsonObject => ({ oaatType: 'sleep', oaatItems: ['a', 'b', 'c'], frequency: '10s', ...(strictSlot ? { strictSlot } : {}) })
