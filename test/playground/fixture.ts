import type { FastifyInstance, InjectOptions } from 'fastify'
import { controllers } from '../../hooks/index.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { createPlayground } from '../../src/playground/playground.ts'
import type { Playground, PlaygroundOptions } from '../../src/playground/playground.ts'
import { buildPlaygroundApp } from '../../src/playground/playground-app.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/** A small app with one component, at rest. */
export const shop = `apiVersion: kaspr.io/v1alpha1
kind: KasprApp
metadata:
  name: shop
spec:
  replicas: 1
  bootstrapServers: kafka:9092
  authentication:
    type: plain
  storage:
    type: persistent-claim
    class: standard
    size: 1Gi
    deleteClaim: true
---
apiVersion: kaspr.io/v1alpha1
kind: KasprAgent
metadata:
  name: reader
  labels:
    kaspr.io/app: shop
spec:
  input:
    topic:
      name: orders
  processors:
    pipeline: []
    operations: []
`

export const ids = {
  app: 'kaspr.io/v1alpha1|KasprApp|default|shop',
  agent: 'kaspr.io/v1alpha1|KasprAgent|default|reader',
  set: 'apps/v1|StatefulSet|default|shop-app',
  pod: 'v1|Pod|default|shop-app-0',
} as const

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly body: JsonObject
}

export interface Fixture {
  readonly app: FastifyInstance
  readonly playground: Playground
  readonly ask: (options: InjectOptions) => Promise<Answer>
  readonly get: (url: string) => Promise<Answer>
  readonly post: (url: string, body: object) => Promise<Answer>
  readonly object: (id: string) => Promise<Answer>
}

type Ending = { readonly teardown: (end: () => unknown) => void }

/** A playground with the shop in it; it moves only when a test moves it. */
export const playgroundFixture = async (t: Ending, options: Partial<PlaygroundOptions> = {}): Promise<Fixture> => {
  const playground = await createPlayground({
    controllers, settings: { KASPR_IMAGE_REGISTRY: 'mirror.example.com', UNRELATED: 'not for anybody' }, release: '1.2.3',
    service: { url: 'http://127.0.0.1:8080' }, examples: [{ name: 'shop', summary: 'A shop', text: shop }], first: ['shop'],
    pause: { annotation: 'kaspr.io/pause-reconciliation', value: 'true' }, now: () => Date.UTC(2026, 4, 1), ...options,
  })
  const app = buildPlaygroundApp({ playground, host: '127.0.0.1' })
  t.teardown(async () => {
    playground.stop()
    await app.close()
  })
  const ask = async (given: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, payload } = await app.inject({ headers: { host: '127.0.0.1:8082' }, ...given })
    const parsed: unknown = String(headers['content-type']).includes('json') ? JSON.parse(payload) : {}
    return { status: statusCode, headers, text: payload, body: isObject(parsed) ? parsed : trusted<JsonObject>({ list: parsed }) }
  }
  return {
    app, playground, ask,
    get: (url) => ask({ url }),
    post: (url, body) => ask({ method: 'POST', url, payload: body }),
    object: (id) => ask({ url: '/api/objects', query: { id } }),
  }
}
