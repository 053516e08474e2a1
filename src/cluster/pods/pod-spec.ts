import type { Pod, PodSpec } from 'kubernetes-types/core/v1.js'
import type { StoredObject } from '../../engine/object-store.ts'
import { trusted } from '../../protocol/trusted.ts'

export const podSpec = (pod: StoredObject): PodSpec => trusted<Pod>(pod).spec ?? { containers: [] }
