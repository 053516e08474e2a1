import type { SeenCall } from '../../studio/traffic/memory-traffic.ts'

const parent = { kind: 'MyResource', namespace: 'default', name: 'hello', uid: '00000000-0000-0000-0000-000000000001' }

/** A sync of a parent that has nothing yet, as the runtime would tell it. */
export const recordedCall = (program: string, id: string, name = 'hello'): SeenCall => ({
  id,
  ts: '2026-01-01T10:00:00.000Z',
  lines: [{ level: 'info', source: 'user', message: `greeted ${name}` }],
  call: {
    program,
    hook: 'sync',
    revision: undefined,
    canary: false,
    now: '2026-01-01T10:00:00Z',
    parent: { ...parent, name },
    request: {
      controller: {},
      parent: { apiVersion: 'example.com/v1', kind: 'MyResource', metadata: { name, namespace: 'default', uid: parent.uid, generation: 1 }, spec: { message: 'Hello', replicas: 2 } },
      children: { 'ConfigMap.v1': {} },
      related: {},
      finalizing: false,
    },
    response: { children: [], status: {} },
    outcome: 'ok',
    milliseconds: 1.5,
    memoryBytes: 400_000,
  },
})
