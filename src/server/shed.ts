import type { Refusal } from './admission.ts'

/** What was refused or cut so that the rest goes on: requests for want of room, connections beyond their number, requests that never end. */
export type Shed = Refusal | 'connections' | 'stuck'
