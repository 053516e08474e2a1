import { setTimeout as pause } from 'node:timers/promises'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { Differs } from './errors.ts'
import { valueAt } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'

// What a person sees of an installed release, in any cluster, whether or not its nodes run containers. Each scenario goes on
// from where the one before it ended.

export interface Scenario {
  readonly name: string
  /** What the cluster must have besides the release's CRDs, registrations and hooks. */
  readonly needs?: 'pods of the hooks' | 'containers'
  readonly play: (kubectl: Kubectl) => Promise<void>
}

const app = 'kasprapp.kaspr.io/greeter'
const agent = 'kaspragent.kaspr.io/greet'
const statefulSet = 'statefulset.apps/greeter-app'
const autoscaler = 'horizontalpodautoscaler.autoscaling/greeter-app-hpa'
const configMap = 'configmap/greet-agent'
/** Long enough for a resync that is asked for after ten seconds. */
const quietSeconds = 15

const isThere = (value: JsonValue | undefined): boolean => value !== undefined
const isGone = (value: JsonValue | undefined): boolean => value === undefined
const isValue = (wanted: JsonValue) => (value: JsonValue | undefined): boolean => value === wanted

/** What changes when somebody writes what a hook wants, and not when a controller of Kubernetes writes a status. */
const written = async ({ get }: Kubectl): Promise<string> => {
  const [set, map] = [await get(statefulSet), await get(configMap)]
  return JSON.stringify([valueAt(set, 'metadata.generation'), valueAt(map, 'metadata.resourceVersion')])
}

const same = (what: string, before: string, after: string): void => {
  if (before !== after) throw new Differs(what, after, before)
}

const appears: Scenario['play'] = async (kubectl) => {
  await kubectl.run('apply', '--filename', 'examples/quickstart.yaml')
  await kubectl.until(configMap, 'data', isThere)
  await kubectl.until(statefulSet, 'spec.replicas', isValue(1))
  await kubectl.until(app, 'status.observedGeneration', isThere)
  await kubectl.until(agent, 'status.applied.hash', isThere)
}

const rests: Scenario['play'] = async (kubectl) => {
  const before = await written(kubectl)
  await pause(quietSeconds * 1000)
  same('children at rest', before, await written(kubectl))
}

const scales = (replicas: number): Scenario['play'] => async (kubectl) => {
  await kubectl.patch(app, { spec: { replicas } })
  await kubectl.until(autoscaler, 'spec.maxReplicas', isValue(replicas))
}

const isRefused = (conditions: JsonValue | undefined): boolean =>
  Array.isArray(conditions) && conditions.some((condition: JsonValue) => isObject(condition) && condition['type'] === 'Ready' && condition['reason'] === 'InvalidSpec')

const freezes: Scenario['play'] = async (kubectl) => {
  const before = await written(kubectl)
  await kubectl.patch(app, { spec: { livenessProbe: { successThreshold: 2 } } })
  await kubectl.until(app, 'status.conditions', isRefused)
  same('children of a parent with a mistake', before, await written(kubectl))
  await kubectl.patch(app, { spec: { livenessProbe: null } })
  await kubectl.until(app, 'status.conditions', (conditions) => !isRefused(conditions))
}

const survives: Scenario['play'] = async (kubectl) => {
  await kubectl.run('delete', 'pod', '--namespace', 'kaspr-hooks', '--selector', 'app.kubernetes.io/component=hooks', '--wait=false')
  await scales(3)(kubectl)
}

const goes: Scenario['play'] = async (kubectl) => {
  await kubectl.run('delete', '--filename', 'examples/quickstart.yaml', '--wait=false')
  for (const object of [app, agent, statefulSet, configMap]) await kubectl.until(object, '', isGone)
}

const container: JsonObject = { name: 'main', image: 'busybox:1.37', command: ['sh', '-c', 'echo "%%oaat_item%%"'] }

const runs: Scenario['play'] = async (kubectl) => {
  await kubectl.apply(
    { apiVersion: 'kawaja.net/v1', kind: 'OaatType', metadata: { name: 'say' }, spec: { type: 'pod', podspec: { container } } },
    { apiVersion: 'kawaja.net/v1', kind: 'OaatGroup', metadata: { name: 'words' }, spec: { oaatType: 'say', oaatItems: ['a', 'b'], frequency: '1h' } },
  )
  for (const item of ['a', 'b']) await kubectl.until('oaatgroup.kawaja.net/words', `status.items.${item}.last_success`, isThere)
  await kubectl.run('delete', 'oaatgroup.kawaja.net/words', 'oaattype.kawaja.net/say', '--wait=false')
  await kubectl.until('oaatgroup.kawaja.net/words', '', isGone)
}

export const scenarios: readonly Scenario[] = [
  { name: 'an app and its agent become their objects', play: appears },
  { name: 'nothing is written at rest', play: rests },
  { name: 'an edit reaches the children', play: scales(2) },
  { name: 'a mistake freezes what there is, and is told in a condition', play: freezes },
  { name: 'pods of the hooks die, and the next edit still arrives', needs: 'pods of the hooks', play: survives },
  { name: 'a deleted app takes its objects with it', play: goes },
  { name: 'items run one after the other, in real containers', needs: 'containers', play: runs },
]
