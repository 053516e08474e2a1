import { oaatGroup } from '../../../../hooks/oaat/oaatgroup/controller.ts'
import type { OaatGroupStatus } from '../../../../hooks/oaat/oaatgroup/status-schema.ts'
import { oaatRoguePods } from '../../../../hooks/oaat/oaatroguepods/controller.ts'
import type { Change } from '../../../../src/cluster/server/object-table.ts'
import { uidOf } from '../../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../../src/engine/object-store.ts'
import type { WriteTrace } from '../../../../src/engine/observer.ts'
import { isObject } from '../../../../src/protocol/json.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { applyObject } from '../../../../src/simulation/apply.ts'
import { createWorld } from '../../../../src/simulation/world.ts'
import type { World, WorldOptions } from '../../../../src/simulation/world.ts'

/** A group on the whole simulation: engine, API server, controllers and nodes. */
export interface SimulatedGroup {
  readonly world: World
  readonly pods: () => readonly StoredObject[]
  readonly status: () => Partial<OaatGroupStatus>
  /** The most pods that were active at one moment. */
  readonly mostActive: () => number
  /** UIDs of pods that finished. */
  readonly finished: ReadonlySet<string>
  /** Calls of sync hooks so far, without those of Metacontroller's own half-hourly look at everything. */
  readonly calls: () => number
  readonly writes: readonly WriteTrace[]
}

const type = { apiVersion: 'kawaja.net/v1', kind: 'OaatType', metadata: { name: 'sleep', namespace: 'demo' }, spec: { type: 'pod', podspec: { container: { name: 'main', image: 'sleep:1' } } } }

const phaseOf = ({ status }: JsonObject): unknown => isObject(status) ? status['phase'] : undefined
const isFinished = (pod: JsonObject): boolean => phaseOf(pod) === 'Succeeded' || phaseOf(pod) === 'Failed'

export const simulatedGroup = async (spec: JsonObject, options: Pick<WorldOptions, 'seed' | 'timing'>): Promise<SimulatedGroup> => {
  const [objects, finished, writes] = [new Map<string, StoredObject>(), new Set<string>(), new Array<WriteTrace>()]
  let [most, calls] = [0, 0]
  const pods = (): readonly StoredObject[] => [...objects.values()].filter(({ kind }) => kind === 'Pod')
  const change = ({ type: what, object, before }: Change): void => {
    if (what === 'Deleted') objects.delete(uidOf(before ?? object))
    else objects.set(uidOf(object), object)
    most = Math.max(most, pods().filter((pod) => !isFinished(pod)).length)
    if (object.kind === 'Pod' && isFinished(object)) finished.add(uidOf(object))
  }
  const world = createWorld({
    ...options, controllers: [oaatGroup, oaatRoguePods], change,
    observer: {
      write: (trace) => { writes.push(trace) },
      pass: ({ causes }) => { calls += causes.every((cause) => cause === 'resync') ? 0 : 1 },
    },
  })
  await applyObject(world, type)
  await applyObject(world, { apiVersion: 'kawaja.net/v1', kind: 'OaatGroup', metadata: { name: 'backups', namespace: 'demo' }, spec: { oaatType: 'sleep', ...spec } })
  return {
    world, pods, finished, writes,
    status: () => trusted<{ status?: OaatGroupStatus }>([...objects.values()].find(({ kind }) => kind === 'OaatGroup') ?? {}).status ?? {},
    mostActive: () => most,
    calls: () => calls,
  }
}
