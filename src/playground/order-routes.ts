import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { manifestOf } from '../manifest/manifest.ts'
import { ManifestInvalid, NotInPlayground } from '../protocol/errors.ts'
import { problemDocument, problemMediaType } from '../server/problem-document.ts'
import { failureOf } from '../server/failure.ts'
import { deleteObject } from '../simulation/apply.ts'
import { applyManifest } from './apply-manifest.ts'
import type { ManifestOutcome } from './apply-manifest.ts'
import { strikesAtStart } from './fault-list.ts'
import { checkManifest } from './manifest-check.ts'
import { objectOfId } from './object-detail.ts'
import { checked, ClockOrder, FaultOrder, NoOrder, NumberPath, ObjectQuery, orderOf, PauseOrder, TextOrder } from './order.ts'
import { setPaused } from './pause.ts'
import type { Playground } from './playground.ts'
import { sendJson } from './read-routes.ts'
import { stepToChange } from './step.ts'

/** Everything that changes the world, one order after the other. */
export const registerOrders = (app: FastifyInstance, playground: Playground): void => {
  const { stage, options, bell, through } = playground
  app.post('/api/check', ({ body }, reply) => sendJson(reply, { findings: checkManifest(stage(), options, manifestOf(orderOf(TextOrder, body).text)) }))
  app.post('/api/apply', async (request, reply) => {
    const manifest = manifestOf(orderOf(TextOrder, request.body).text)
    sendOutcome(request, reply, await through(() => applyManifest(stage(), options, manifest)))
    bell.ring()
    return reply
  })
  app.post('/api/pause', async ({ body }, reply) => {
    const { id, paused: isPaused } = orderOf(PauseOrder, body)
    const { pause: mark } = options
    if (mark !== undefined) await through(() => setPaused(stage(), objectOfId(stage(), id), { mark, isPaused }))
    bell.ring()
    sendJson(reply, {})
    return reply
  })
  registerFaults(app, playground)
  registerClock(app, playground)
}

const registerFaults = (app: FastifyInstance, { stage, bell, through }: Playground): void => {
  app.post('/api/faults', async ({ body }, reply) => {
    const { id, fault } = orderOf(FaultOrder, body)
    const pod = objectOfId(stage(), id)
    if (pod.kind !== 'Pod') throw new NotInPlayground(`Pod ${pod.metadata.name}`)
    const { namespace = 'default', name } = pod.metadata
    const begun = stage().faults.begin(fault, { namespace, name })
    if (strikesAtStart(fault)) await through(() => deleteObject(stage().world, pod))
    sendJson(reply, begun)
    bell.ring()
    return reply
  })
  app.delete('/api/faults/:number', ({ params }, reply) => {
    stage().faults.end(Number(checked(NumberPath, params).number))
    bell.ring()
    sendJson(reply, {})
  })
  app.delete('/api/objects', async ({ query }, reply) => {
    await through(() => deleteObject(stage().world, objectOfId(stage(), checked(ObjectQuery, query).id)))
    bell.ring()
    sendJson(reply, {})
    return reply
  })
}

const registerClock = (app: FastifyInstance, playground: Playground): void => {
  const { clock, stage, through, bell } = playground
  app.post('/api/clock', async ({ body }, reply) => {
    const order = orderOf(ClockOrder, body)
    switch (order.action) {
      case 'play': clock.play(true); break
      case 'pause': clock.play(false); break
      case 'speed': clock.setSpeed(order.speed); break
      case 'advance': await through(() => stage().world.advance(order.milliseconds)); break
      default: await through(() => stepToChange(stage()))
    }
    bell.ring()
    sendJson(reply, clock.state())
    return reply
  })
  app.post('/api/start-over', async ({ body }, reply) => {
    orderOf(NoOrder, body)
    await playground.startOver()
    sendJson(reply, {})
    return reply
  })
}

/** What was refused is a problem with two more members: what was applied nevertheless, and where the mistakes are. */
const sendOutcome = ({ url }: FastifyRequest, reply: FastifyReply, outcome: ManifestOutcome): void => {
  const refused = outcome.findings.filter(({ isFatal }) => isFatal)
  const first = refused[0]
  if (first === undefined) return sendJson(reply, outcome)
  const failure = failureOf(new ManifestInvalid(`line ${first.line}: ${first.path === '' || first.message.includes(first.path) ? '' : `${first.path} `}${first.message}`), 0)
  reply.code(failure.status).header('content-type', problemMediaType).header('cache-control', 'no-store')
    .send(JSON.stringify({ ...problemDocument(failure, url), ...outcome }))
}
