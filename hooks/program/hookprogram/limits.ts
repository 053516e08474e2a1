import type { BundleLimits } from '../hookbundle/resource.ts'
import type { ProgramLimits } from './resource.ts'

const defaults: BundleLimits = { timeoutMs: 1000, memoryMiB: 64, stackKiB: 512, inputKiB: 8192, outputKiB: 1024, children: 500 }

/** What a call may use, nothing left open. */
export const limitsOf = (limits: ProgramLimits | undefined): BundleLimits => ({ ...defaults, ...limits })
