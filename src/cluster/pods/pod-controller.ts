import { isDeleting, metadataOf, uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { Again, Controller, Key } from '../controllers/controller.ts'
import { keyOf, placeOf } from '../controllers/controller.ts'
import type { ControllerParts } from '../controllers/controller-parts.ts'
import { hasEnded } from '../controllers/pod-state.ts'
import { claims, configMaps, pods, secrets } from '../kinds.ts'
import type { Api } from '../server/api-server.ts'
import type { Change } from '../server/object-table.ts'
import { step } from './node.ts'
import type { Look } from './node.ts'
import { newRun } from './pod-run.ts'
import type { PodRun, Stage } from './pod-run.ts'
import { needOf } from './volumes.ts'

/** Scheduler and nodes in one: gives pods a node, runs them, and stops them. */
export const podController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('kubelet')
  const { table } = parts.server.parts
  const runs = new Map<Key, PodRun>()
  const needs = new Map<string, Set<Key>>()
  const runOf = (key: Key, pod: StoredObject): PodRun => {
    const known = runs.get(key)
    if (known?.uid === uidOf(pod)) return known
    const run = newRun(pod, parts.work.now() + parts.delays.schedule())
    runs.set(key, run)
    for (const need of run.needs) needs.set(need, (needs.get(need) ?? new Set()).add(key))
    return run
  }
  /** Pods that may wait for an object that has changed. */
  const waiting = ({ object }: Change): readonly Key[] => [...needs.get(needOf(object)) ?? []].filter((key) => waitingStages.has(runs.get(key)?.stage ?? 'Ended'))
  return {
    name: 'Pod',
    watches: [
      [pods, ({ type, object, before }) => type === 'Modified' && before !== undefined && isDeleting(before) === isDeleting(object) ? [] : [keyOf(object)]],
      [claims, waiting],
      [configMaps, waiting],
      [secrets, waiting],
    ],
    keys: () => table.list(pods).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const pod = table.find(pods, name, namespace)
      if (pod !== undefined) return look({ parts, api, pod, run: runOf(key, pod), now: parts.work.now() })
      for (const need of runs.get(key)?.needs ?? []) needs.get(need)?.delete(key)
      runs.delete(key)
      return undefined
    },
  }
}

const waitingStages: ReadonlySet<Stage> = new Set(['Unbound', 'Preparing'])

const look = (given: Look): Again | undefined => {
  for (;;) {
    const { name, namespace } = given.pod.metadata
    const pod = given.parts.server.parts.table.find(pods, name, namespace) ?? given.pod
    if (isDeleting(pod)) return stop(given.api, { ...given, pod })
    if (hasEnded(pod)) return undefined
    const rest = step({ ...given, pod })
    if (rest !== undefined) return rest.again
  }
}

/** A deleted pod stops after a while, at the latest when its grace period is over. */
const stop = (api: Api, { parts, pod, run, now }: Look): Again | undefined => {
  const grace = Number(metadataOf(pod)['deletionGracePeriodSeconds'] ?? 0) * 1000
  if (grace === 0 || parts.faults.onPod('PodStuck', pod) !== undefined) return undefined
  run.stopAt ??= now + Math.min(parts.delays.stop(), grace)
  if (now < run.stopAt) return { milliseconds: run.stopAt - now }
  const { name, namespace } = pod.metadata
  api.delete({ kind: pods, name, namespace }, { propagation: 'Background', gracePeriodSeconds: 0 })
  return undefined
}
