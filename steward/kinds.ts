import type { Lease as LeaseShape } from 'kubernetes-types/coordination/v1.js'
import type { Pod as PodShape } from 'kubernetes-types/core/v1.js'
import { kind } from '../src/kit/kind.ts'

// Kinds of Kubernetes that the steward works with, beside those of the kit.
export const Pod = kind<PodShape>('v1', 'Pod', 'pods')
export const Lease = kind<LeaseShape>('coordination.k8s.io/v1', 'Lease', 'leases')
