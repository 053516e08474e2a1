import { groupKind } from '../../engine/discovery.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { Fault } from '../fault.ts'
import { matchesPod } from '../faults.ts'
import { pods } from '../kinds.ts'
import { podController } from '../pods/pod-controller.ts'
import type { Change } from '../server/object-table.ts'
import { autoscalerController } from './autoscaler/autoscaler-controller.ts'
import { claimController } from './claim-controller.ts'
import { keyOf } from './controller.ts'
import type { Controller, Key } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'
import { definitionController } from './definition-controller.ts'
import { deploymentController } from './deployment/deployment-controller.ts'
import { garbageCollector } from './garbage-collector.ts'
import { jobController } from './job-controller.ts'
import { namespaceController } from './namespace-controller.ts'
import { queueOf } from './queue.ts'
import type { Queue } from './queue.ts'
import { quotaController } from './quota-controller.ts'
import { replicaSetController } from './replica-set-controller.ts'
import { statefulSetController } from './stateful-set/stateful-set-controller.ts'

/** Every control loop of the cluster. */
const makers: readonly ((parts: ControllerParts) => Controller)[] = [
  definitionController, namespaceController, garbageCollector, quotaController, claimController, podController,
  statefulSetController, deploymentController, replicaSetController, jobController, autoscalerController,
]

type Watch = readonly [queue: Queue, keys: (change: Change) => readonly Key[]]

/** Starts the control loops: from now on they answer every change. */
export const startControllers = (parts: ControllerParts): void => {
  const queues = makers.map((make) => queueOf(make(parts), parts.work, parts.delays.control))
  const byKind = new Map<string, Watch[]>()
  for (const queue of queues) {
    for (const [kind, keys] of queue.controller.watches) byKind.set(groupKind(kind), [...byKind.get(groupKind(kind)) ?? [], [queue, keys]])
  }
  const everything: readonly Watch[] = queues.flatMap((queue) => queue.controller.watchesAll === undefined ? [] : [[queue, queue.controller.watchesAll] as const])
  parts.server.parts.table.listen((change) => {
    for (const [queue, keys] of [...byKind.get(groupKind(change.object)) ?? [], ...everything]) for (const key of keys(change)) queue.add(key)
  })
  parts.faults.listen((fault) => { answer(queues, fault, () => parts.server.parts.table.list(pods)) })
}

/** A fault of pods makes their node look at them; a restart strikes one controller. */
const answer = (queues: readonly Queue[], fault: Fault, all: () => readonly StoredObject[]): void => {
  if (fault.type === 'ControllerRestart') queues.find(({ controller: { name } }) => name === fault.controller)?.restart(fault.milliseconds ?? 0)
  if (!('pods' in fault)) return
  const nodes = queues.find(({ controller: { name } }) => name === pods.kind)
  for (const pod of all().filter((one) => matchesPod(fault.pods, one))) nodes?.add(keyOf(pod))
}
