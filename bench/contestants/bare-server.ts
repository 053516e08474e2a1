import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

// The least that a hook can do: parse, answer, nothing else. No router, no checks, no log. Its answer is as large and as
// deep as ours, with one field that comes from the request.

const answers = new Map<string, JsonObject>()

process.on('message', (message: { answers?: Readonly<Record<string, string>> }) => {
  if (message.answers === undefined) return
  for (const [path, text] of Object.entries(message.answers)) answers.set(path, trusted<JsonObject>(JSON.parse(text)))
  process.send?.({})
})

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => echo(request, response, Buffer.concat(chunks)))
})

const echo = ({ url }: IncomingMessage, response: ServerResponse, bytes: Buffer): void => {
  const document = trusted<JsonValue>(JSON.parse(bytes.toString('utf8')))
  const text = JSON.stringify({ ...answers.get(url ?? ''), echo: versionOf(document) })
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

const versionOf = (document: JsonValue): JsonValue => {
  const parent = isObject(document) ? document['parent'] : undefined
  const metadata = isObject(parent) ? parent['metadata'] : undefined
  return isObject(metadata) ? metadata['resourceVersion'] ?? null : null
}

server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}` })
})
