import { createServer } from 'node:http'
import { once } from 'node:events'
import process from 'node:process'

// All members of all apps: one port an app, answers as the runtime gives them. Says its ports over the IPC channel.

const apps = Number(process.argv[2])

const topics = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`topic-${index}`, [0, 3, 6, 9]]))
const body = (leader: boolean): string =>
  JSON.stringify({ leader, rebalancing: false, recovering: false, assignment: { actives: topics, standbys: topics }, table_metadata: { 'http://shop-app-0.shop-app.shop.svc.cluster.local:6065': topics } })
const [leads, follows] = [body(true), body(false)]

const listen = async (): Promise<number> => {
  const server = createServer((request, reply) => {
    reply.setHeader('content-type', 'application/json; charset=utf-8')
    reply.end(request.url?.includes('-0/') === true ? leads : follows)
  })
  // As the runtime's own server: connections are kept for longer than a period.
  server.keepAliveTimeout = 75_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const ports = await Promise.all(Array.from({ length: apps }, listen))
process.send?.(ports)
process.on('disconnect', () => { process.exit(0) })
