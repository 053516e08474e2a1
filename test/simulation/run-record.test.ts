import t from 'tap'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { runRecord } from '../../src/simulation/run-record.ts'

const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u', controller: true }
const pod = (phase: string, { restartPolicy = 'Never', status = {}, owned = true }: { restartPolicy?: string; status?: JsonObject; owned?: boolean } = {}): StoredObject => trusted({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'n', uid: 'a', labels: { x: '1' }, ...(owned ? { ownerReferences: [owner] } : {}) },
  spec: { restartPolicy }, status: { phase, ...status },
})

/** A record after a pod went through some states, one a second; the last may be its end. */
const recorded = (states: readonly StoredObject[], isDeleted = false) => {
  let now = 0
  const record = runRecord(() => now)
  const told = [...states, ...(isDeleted ? states.slice(-1) : [])]
  told.forEach((object, index) => {
    const type = index === 0 ? 'Added' : index === states.length ? 'Deleted' : 'Modified'
    record.change({ type, by: 'kubelet', object })
    now += 1000
  })
  return record.runs()
}

const common = { started: '1970-01-01T00:00:00.000Z', parent: 'Job n/j', pod: 'Pod n/a', labels: { x: '1' } }

t.test('a run lasts from the creation of its pod to its end, also when the pod is deleted later', async (t) => {
  t.strictSame(recorded([pod('Pending'), pod('Running'), pod('Succeeded')]), [{ ...common, seconds: 2, result: 'Succeeded' }])
  t.strictSame(recorded([pod('Pending'), pod('Running'), pod('Succeeded')], true), [{ ...common, seconds: 2, result: 'Succeeded' }])
})

t.test('a pod that is deleted before its end was deleted, and one that goes on has no end', async (t) => {
  t.strictSame(recorded([pod('Pending'), pod('Running')], true), [{ ...common, seconds: 2, result: 'Deleted' }])
  t.strictSame(recorded([pod('Pending')]), [{ ...common, result: 'Pending' }])
})

t.test('a failure has the exit code of the container that failed, and the reason of the pod', async (t) => {
  const containerStatuses = [{ state: { terminated: { exitCode: 0 } } }, { state: { terminated: { exitCode: 3 } } }]
  t.strictSame(recorded([pod('Pending'), pod('Failed', { status: { containerStatuses, reason: 'DeadlineExceeded' } })]), [{ ...common, seconds: 1, result: 'Failed', exitCode: 3, reason: 'DeadlineExceeded' }])
})

t.test('a pod that is restarted is a run when it ended and somebody owns it', async (t) => {
  const again = { restartPolicy: 'OnFailure' }
  t.equal(recorded([pod('Pending', again), pod('Running', again)]).length, 0)
  t.equal(recorded([pod('Pending', again), pod('Succeeded', again)]).length, 1)
  t.equal(recorded([pod('Succeeded', { ...again, owned: false })]).length, 0)
  t.match(recorded([pod('Running', { owned: false })]), [{ parent: '' }])
})
