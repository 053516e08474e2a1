import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { buildAdmission } from '../../src/server/admission.ts'
import { reaches } from './fixtures/metric.ts'
import { openService } from './fixtures/open-service.ts'
import { greetingRequest, sync } from './fixtures/request.ts'
import { openWire, postText } from './fixtures/wire.ts'

const inWork = 'kaspr_hooks_requests_in_work'
const body = JSON.stringify(greetingRequest())

t.test('requests and bytes at work are bounded and come back', async (t) => {
  const admission = buildAdmission({ requests: 2, bytes: 100 })
  t.equal(admission.enter(60), undefined)
  t.equal(admission.enter(41), 'bytes')
  t.equal(admission.enter(40), undefined)
  t.equal(admission.enter(0), 'requests')
  admission.leave(60)
  t.equal(admission.enter(60), undefined)
  t.same([admission.requests(), admission.bytes()], [2, 100])
})

t.test('a request beyond the whole budget gets in when it is alone', async (t) => {
  const admission = buildAdmission({ requests: 9, bytes: 100 })
  t.equal(admission.enter(1000), undefined)
  t.equal(admission.enter(1), 'bytes')
  admission.leave(1000)
  t.equal(admission.enter(1), undefined)
})

t.test('no order of coming and going loses or invents room', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.array(fc.record({ bytes: fc.nat(80), leave: fc.boolean() })), (steps) => {
    const admission = buildAdmission({ requests: 3, bytes: 100 })
    const inside: number[] = []
    for (const { bytes, leave } of steps) {
      const gone = leave ? inside.shift() : undefined
      if (gone !== undefined) admission.leave(gone)
      else if (admission.enter(bytes) === undefined) inside.push(bytes)
    }
    const sum = inside.reduce((total, bytes) => total + bytes, 0)
    return admission.requests() === inside.length && admission.bytes() === sum && inside.length <= 3 && sum <= 100
  })))
})

t.test('Retry-After spreads those who were turned away over one to five seconds', async (t) => {
  const admission = buildAdmission({ requests: 0, bytes: 0 })
  t.same(Array.from({ length: 7 }, () => admission.retryAfter()), [1, 2, 3, 4, 5, 1, 2])
})

t.test('too many bytes are refused before the body arrives, and the rest goes on', async (t) => {
  const { hooks } = await openService(t, { bytesInWork: 1500 })
  const [slow, turned] = [await openWire(hooks), await openWire(hooks)]
  slow.send(postText(sync, body.length))
  await reaches(hooks, inWork, 1)
  turned.send(postText(sync, 1400))
  const refusal = await turned.answer()
  t.equal(refusal.status, 429)
  t.match(refusal.head, /retry-after: [1-5]\r\n/)
  slow.send(body)
  t.equal((await slow.answer()).status, 200)
  await reaches(hooks, inWork, 0)
  turned.send(`${' '.repeat(1400)}${postText(sync, body.length, body)}`)
  t.equal((await turned.answer()).status, 200, 'the same connection is served later')
  slow.drop()
  turned.drop()
})

t.test('a body of unknown length counts as the largest', async (t) => {
  const { hooks } = await openService(t, { bytesInWork: 10_000, bodyBytes: 9_500 })
  const [slow, turned] = [await openWire(hooks), await openWire(hooks)]
  slow.send(`POST ${sync} HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n`)
  await reaches(hooks, 'kaspr_hooks_bytes_in_work', 9_500)
  turned.send(postText(sync, 1000))
  t.equal((await turned.answer()).status, 429)
  slow.drop()
  turned.drop()
})

t.test('overload leaves health and metrics alone', async (t) => {
  const { hooks, operations } = await openService(t, { requestsInWork: 1 }, { operationsPort: 0 })
  const slow = await openWire(hooks)
  slow.send(postText(sync, 1000))
  await reaches(hooks, inWork, 1)
  for (const address of [hooks, operations]) t.equal((await fetch(`${address}/readyz`)).status, 200)
  slow.drop()
})
