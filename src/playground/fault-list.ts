import type { Fault, PodMatch } from '../cluster/fault.ts'
import { NotInPlayground } from '../protocol/errors.ts'
import type { Timeline } from '../simulation/timeline.ts'
import type { World } from '../simulation/world.ts'

/** What the page can do to a pod for a while. */
export const podFaults = ['PodUnready', 'PodStuck', 'InitContainerFailure', 'ImagePullError'] as const
export type PodFault = (typeof podFaults)[number]

/** Faults that strike while a pod starts: a running one must start again to feel them. */
export const strikesAtStart = (fault: PodFault): boolean => fault === 'InitContainerFailure' || fault === 'ImagePullError'

/** Something that goes wrong until somebody ends it. */
export interface ActiveFault {
  readonly id: number
  readonly fault: PodFault
  readonly namespace: string
  /** Name of the pod. */
  readonly pod: string
}

export interface FaultList {
  readonly active: () => readonly ActiveFault[]
  /** The same fault of the same pod begins once. */
  readonly begin: (fault: PodFault, pod: { readonly namespace: string; readonly name: string }) => ActiveFault
  /** Throws NotInPlayground. */
  readonly end: (id: number) => void
}

export const faultList = ({ cluster }: World, timeline: Timeline): FaultList => {
  const active = new Map<number, { readonly told: ActiveFault; readonly stop: () => void }>()
  let count = 0
  const all = (): readonly ActiveFault[] => [...active.values()].map(({ told }) => told)
  const tell = (verb: 'begins' | 'ends', { namespace, pod }: ActiveFault, fault: Fault): void =>
    timeline.add({ type: 'fault', by: 'you', verb, object: `Pod ${namespace}/${pod}`, fault })
  return {
    active: all,
    begin: (type, { namespace, name }) => {
      const known = all().find((one) => one.fault === type && one.namespace === namespace && one.pod === name)
      if (known !== undefined) return known
      const told = { id: count += 1, fault: type, namespace, pod: name }
      const fault = faultOf(type, { namespace, name })
      const end = cluster.faults.inject(fault)
      tell('begins', told, fault)
      active.set(told.id, { told, stop: () => { end(); tell('ends', told, fault) } })
      return told
    },
    end: (id) => {
      const found = active.get(id)
      if (found === undefined) throw new NotInPlayground(`Fault ${id}`)
      active.delete(id)
      found.stop()
    },
  }
}

const faultOf = (type: PodFault, pods: PodMatch): Fault =>
  type === 'InitContainerFailure' ? { type, pods, times: 'always' } : { type, pods }
