import t from 'tap'
import { withUpdated } from '../../../src/engine/rolling/updated-condition.ts'

const waiting = { reason: 'RolloutWaiting', message: 'why' } as const

t.test('the condition comes behind those of the hook', async (t) => {
  const updated = { type: 'Updated', status: 'False', reason: 'RolloutWaiting', message: 'why' }
  t.strictSame(withUpdated({ x: 1 }, waiting), { x: 1, conditions: [updated] })
  t.strictSame(withUpdated({ conditions: [{ type: 'Ready' }] }, waiting), { conditions: [{ type: 'Ready' }, updated] })
  t.match(withUpdated({}, { reason: 'OnLatestRevision', message: '' }), { conditions: [{ status: 'True' }] })
})

t.test('one of the hook stays; no status ends the process, conditions that are no list fail the pass', async (t) => {
  const own = { conditions: [{ type: 'Updated', status: 'Mine' }] }
  t.equal(withUpdated(own, waiting), own)
  t.throws(() => withUpdated(undefined, waiting), { code: 'KH_ENGINE_CRASH' })
  for (const conditions of [null, 'text', {}]) t.throws(() => withUpdated({ conditions }, waiting), { code: 'KH_ENGINE_REVISIONS' })
})
