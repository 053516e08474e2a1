import type { JsonObject } from '../../../src/protocol/json.ts'

// The objects that the acceptance cases play with: upstream's own where it has them.

const of = (kind: string, name: string, spec: JsonObject): JsonObject => ({ apiVersion: 'kawaja.net/v1', kind, metadata: { name }, spec })

/** What upstream's container does; here nothing runs in it, and the tests end the pod themselves. */
const untilExitCode = 'while ! test -f /oaat-test-exitcode; do sleep 5; done; exit "$(cat /oaat-test-exitcode)"'

export const typeName = 'oaattest'

/** Upstream's OaatType. `podspec` is added to its pod. */
export const oaatType = (podspec: JsonObject = {}, image = 'busybox'): JsonObject => of('OaatType', typeName, {
  type: 'pod',
  podspec: { container: { name: 'test', image, command: ['sh', '-c', untilExitCode] }, ...podspec },
})

export const group = (name: string, spec: JsonObject = {}): JsonObject =>
  of('OaatGroup', name, { oaatType: typeName, frequency: '60m', oaatItems: ['item1', 'item2'], ...spec })

export const pause = (value: string | null): JsonObject => ({ metadata: { annotations: { pause_new_jobs: value } } })

/** A pod that says it belongs to a group, and that nobody owns. */
export const roguePod = (name: string, ofGroup: string): JsonObject => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name, labels: { app: 'oaat-operator', 'oaat-name': name, 'parent-name': ofGroup } },
  spec: { containers: [{ name: 'pod', image: 'busybox', command: ['sh', '-c', 'while true; do sleep 5; done'] }] },
})
