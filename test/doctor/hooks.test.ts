import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { startService } from '../../src/server/service.ts'
import { doctor } from './fixtures/examined.ts'
import { healthy } from './fixtures/healthy.ts'

const well = await healthy()

/** `Code severity` of what the check of the service finds. */
const codesAt = async (...args: readonly string[]): Promise<readonly string[]> => {
  const found: readonly { check: string; code: string; severity: string }[] = JSON.parse((await doctor(well, '-o', 'json', '--hooks', ...args)).out)
  return found.filter(({ check }) => check === 'hooks').map(({ code, severity }) => `${code} ${severity}`)
}

t.test('a service with a token: tried, refused, not tried', async (t) => {
  const folder = t.testdir({ right: 'secret-1\n', wrong: 'secret-2\n' })
  const service = await startService({ controllers, release: 'test', settings: {}, host: '127.0.0.1', port: 0, tokenFile: join(folder, 'right'), clock: () => '2026-01-01T00:00:00Z' })
  t.teardown(() => service.stop(AbortSignal.abort()))
  t.strictSame(await codesAt(service.hooks, '--token-file', join(folder, 'right')), ['Ok ok'])
  t.strictSame(await codesAt(service.hooks, '--token-file', join(folder, 'wrong')), ['TokenRefused error'])
  t.strictSame(await codesAt(`${service.hooks}/`), ['TokenNotTried info', 'Ok ok'])
})

t.test('a service that asks for no token', async (t) => {
  const service = await startService({ controllers, release: 'test', settings: {}, host: '127.0.0.1', port: 0, clock: () => '2026-01-01T00:00:00Z' })
  t.teardown(() => service.stop(AbortSignal.abort()))
  t.strictSame(await codesAt(service.hooks), ['TokenNotAsked warning'])
})

t.test('a service that is about to stop, and one that is not there', async (t) => {
  const server = createServer((request, response) => { response.writeHead(request.url === '/readyz' ? 503 : request.url === '/metrics' ? 401 : 200).end('{}') }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  t.strictSame(await codesAt(url), ['NotReady error', 'TokenNotTried info'])
  server.close()
  server.closeAllConnections()
  t.strictSame(await codesAt(url), ['Unreachable error'])
})
