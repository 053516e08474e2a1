import type { FastifyInstance, FastifyReply } from 'fastify'
import { NotInPlayground } from '../protocol/errors.ts'
import { objectDetail } from './object-detail.ts'
import { checked, HookQuery, NamePath, NumberPath, ObjectQuery, TimelineQuery } from './order.ts'
import type { Playground } from './playground.ts'
import { syncRecording } from './sync-recording.ts'
import { syncDetail, syncOf } from './sync-detail.ts'
import { timelinePage } from './timeline-page.ts'
import { worldState } from './world-state.ts'

/** How many rows a page of the timeline has. */
const pageRows = 50

export const sendJson = (reply: FastifyReply, value: unknown): void => {
  reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify(value))
}

/** Everything that only looks. */
export const registerReads = (app: FastifyInstance, playground: Playground): void => {
  const { stage, options } = playground
  app.get('/api/world', (_request, reply) => sendJson(reply, worldState(playground)))
  app.get('/api/objects', ({ query }, reply) => sendJson(reply, objectDetail(stage(), options, checked(ObjectQuery, query).id)))
  app.get('/api/timeline', ({ query }, reply) => {
    const { before = Infinity, limit = pageRows, object = '', quiet } = checked(TimelineQuery, query)
    sendJson(reply, timelinePage(stage().history.chapters(), { before: Number(before), limit: Number(limit), object, quiet: quiet !== undefined }))
  })
  app.get('/api/syncs/:number', ({ params }, reply) => sendJson(reply, syncDetail(stage().history, Number(checked(NumberPath, params).number), options.service)))
  app.get('/api/syncs/:number/recording', ({ params, query }, reply) => {
    const [id, { hook }] = [Number(checked(NumberPath, params).number), checked(HookQuery, query)]
    const recording = syncRecording(syncOf(stage().history, id), hook, { controllers: options.controllers, settings: stage().read() })
    reply.header('content-disposition', `attachment; filename="${recording.controller}-${hook}-${id}.json"`)
    sendJson(reply, recording)
  })
  registerExamples(app, playground)
}

const registerExamples = (app: FastifyInstance, { options: { examples } }: Playground): void => {
  app.get('/api/examples', (_request, reply) => sendJson(reply, examples.map(({ name, summary }) => ({ name, summary }))))
  app.get('/api/examples/:name', ({ params }, reply) => {
    const { name } = checked(NamePath, params)
    const example = examples.find((one) => one.name === name)
    if (example === undefined) throw new NotInPlayground(`Example ${name}`)
    sendJson(reply, example)
  })
}
