import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { startService } from '../../src/server/service.ts'
import { pem } from '../server/fixtures/certificate.ts'
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

const files = { 'tls.crt': pem('one', 'crt'), 'tls.key': pem('one', 'key'), 'ca.crt': pem('authority', 'crt'), 'other.crt': pem('stranger', 'crt'), 'caller.crt': pem('caller', 'crt'), 'caller.key': pem('caller', 'key'), 'stranger.key': pem('stranger', 'key'), 'token': 'sesame' }

t.test('a service with TLS is known by its authority and its name', async (t) => {
  const folder = t.testdir(files)
  const file = (name: string): string => join(folder, name)
  const service = await startService({ controllers, release: 'test', settings: {}, host: '127.0.0.1', port: 0, tokenFile: file('token'), tlsFiles: { cert: file('tls.crt'), key: file('tls.key') }, clock: () => '2026-01-01T00:00:00Z' })
  t.teardown(() => service.stop(AbortSignal.abort()))
  t.strictSame(await codesAt(service.hooks, '--hooks-ca-file', file('ca.crt'), '--token-file', file('token')), ['Ok ok'])
  t.strictSame(await codesAt(service.hooks, '--hooks-ca-file', file('ca.crt'), '--hooks-server-name', 'kaspr-hooks.kaspr-wire'), ['TokenNotTried info', 'Ok ok'])
  t.strictSame(await codesAt(service.hooks, '--hooks-ca-file', file('ca.crt'), '--hooks-server-name', 'other.kaspr-wire'), ['CertificateUnknown error'])
  t.strictSame(await codesAt(service.hooks, '--hooks-ca-file', file('other.crt')), ['CertificateUnknown error'])
  t.strictSame(await codesAt(service.hooks), ['CertificateNotTried warning'])
})

t.test('a service that wants a certificate is shown one', async (t) => {
  const folder = t.testdir(files)
  const file = (name: string): string => join(folder, name)
  const service = await startService({ controllers, release: 'test', settings: {}, host: '127.0.0.1', port: 0, tokenFile: file('token'), tlsFiles: { cert: file('tls.crt'), key: file('tls.key'), clientCa: file('ca.crt') }, clock: () => '2026-01-01T00:00:00Z' })
  t.teardown(() => service.stop(AbortSignal.abort()))
  const shown = (name: string) => codesAt(service.hooks, '--hooks-ca-file', file('ca.crt'), '--hooks-client-cert-file', file(`${name === 'stranger' ? 'other' : name}.crt`), '--hooks-client-key-file', file(`${name}.key`), '--token-file', file('token'))
  t.strictSame(await shown('caller'), ['Ok ok'])
  t.strictSame(await shown('stranger'), ['CertificateRefused error'])
  t.strictSame(await codesAt(service.hooks, '--hooks-ca-file', file('ca.crt')), ['CertificateAsked warning'])
})

t.test('options about certificates that say too little, and files that hold none, are wrong usage', async (t) => {
  const folder = t.testdir({ ...files, empty: '' })
  const file = (name: string): string => join(folder, name)
  const said = async (...args: readonly string[]): Promise<string> => (await doctor(well, ...args)).err
  t.match(await said('--hooks', 'http://127.0.0.1:1', '--hooks-ca-file', file('ca.crt')), /KH_USAGE.*https/)
  t.match(await said('--hooks-ca-file', file('ca.crt')), /KH_USAGE.*--hooks/)
  t.match(await said('--hooks', 'https://127.0.0.1:1', '--hooks-client-cert-file', file('caller.crt')), /KH_USAGE.*go together/)
  t.match(await said('--hooks', 'https://127.0.0.1:1', '--hooks-client-cert-file', file('caller.crt'), '--hooks-client-key-file', file('stranger.key')), /KH_TLS_INVALID.*caller\.crt/)
  t.match(await said('--hooks', 'https://127.0.0.1:1', '--hooks-ca-file', file('none')), /KH_FILE_UNREADABLE.*none/)
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
