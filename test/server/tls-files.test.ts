import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import t from 'tap'
import { openTlsFiles } from '../../src/server/tls-files.ts'
import { silentLog } from '../../src/server/log.ts'
import { pem } from './fixtures/certificate.ts'
import { openService } from './fixtures/open-service.ts'
import { recorder } from './fixtures/recorder.ts'
import { greetingRequest, sync } from './fixtures/request.ts'

const served = { 'tls.crt': pem('one', 'crt'), 'tls.key': pem('one', 'key'), 'ca.crt': pem('authority', 'crt'), token: 'sesame' }

interface Said { readonly status: number; readonly body: string; readonly serial: string }

/** One sync over a connection of its own; rejects when there is no TLS. */
const asked = async (base: string, options: RequestOptions = {}): Promise<Said> => {
  const sent = request(new URL(sync, base), { method: 'POST', agent: false, ca: pem('authority', 'crt'), headers: { 'content-type': 'application/json' }, ...options })
  sent.end(JSON.stringify(greetingRequest()))
  const [response] = await once(sent, 'response')
  const serial = response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().serialNumber : ''
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), serial }
}

const filesIn = (folder: string, withCallers = false) =>
  ({ cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key'), ...(withCallers ? { clientCa: join(folder, 'ca.crt') } : {}) })

t.test('hooks are answered over TLS, health and metrics without', async (t) => {
  const { hooks, operations } = await openService(t, {}, { tlsFiles: filesIn(t.testdir(served)), operationsPort: 0 })
  t.match(hooks, /^https:/)
  t.equal((await asked(hooks)).status, 200)
  t.equal((await fetch(`${operations ?? ''}/readyz`)).status, 200)
  await t.rejects(fetch(hooks.replace('https', 'http')), 'plain HTTP gets no answer')
})

t.test('with TLS a token is asked for as ever', async (t) => {
  const folder = t.testdir(served)
  const { hooks } = await openService(t, {}, { tlsFiles: filesIn(folder), tokenFile: join(folder, 'token') })
  const refused = await asked(hooks)
  t.equal(refused.status, 401)
  t.match(refused.body, 'KH_UNAUTHORIZED')
  t.equal((await asked(hooks, { headers: { 'content-type': 'application/json', authorization: 'Bearer sesame' } })).status, 200)
})

t.test('with an authority nobody is heard without its certificate, and that is counted', async (t) => {
  const { hooks, operations } = await openService(t, {}, { tlsFiles: filesIn(t.testdir(served), true), operationsPort: 0 })
  await t.rejects(asked(hooks), 'no certificate')
  await t.rejects(asked(hooks, { cert: pem('stranger', 'crt'), key: pem('stranger', 'key') }), 'signed by somebody else')
  t.equal((await asked(hooks, { cert: pem('caller', 'crt'), key: pem('caller', 'key') })).status, 200)
  t.match(await (await fetch(`${operations ?? ''}/metrics`)).text(), /^kaspr_hooks_unauthorized_total 2$/m)
})

t.test('a changed certificate is taken into use without a restart, half a change is not', async (t) => {
  const folder = t.testdir(served)
  const { log, lines } = recorder()
  const { hooks } = await openService(t, { lookMilliseconds: 10 }, { tlsFiles: filesIn(folder), log })
  const logged = async (wanted: RegExp): Promise<void> => { while (!lines().some(({ msg }) => wanted.test(String(msg)))) await new Promise((go) => { setTimeout(go, 5) }) }
  const before = (await asked(hooks)).serial
  writeFileSync(join(folder, 'tls.crt'), pem('two', 'crt'))
  await logged(/unusable/)
  t.equal((await asked(hooks)).serial, before)
  writeFileSync(join(folder, 'tls.key'), pem('two', 'key'))
  await logged(/read again/)
  const after = await asked(hooks)
  t.equal(after.status, 200)
  t.not(after.serial, before)
})

t.test('what is no certificate, no key or no authority is said at the start', async (t) => {
  const folder = t.testdir({ ...served, 'two.key': pem('two', 'key'), empty: '' })
  const at = (name: string): string => join(folder, name)
  const opened = (files: Parameters<typeof openTlsFiles>[0]) => () => openTlsFiles(files, silentLog())
  t.throws(opened({ cert: at('none'), key: at('tls.key') }), { code: 'KH_FILE_UNREADABLE', message: /none/ })
  t.throws(opened({ cert: at('tls.crt'), key: at('two.key') }), { code: 'KH_TLS_INVALID', message: /tls\.crt/ })
  t.throws(opened({ cert: at('tls.crt'), key: at('empty') }), { code: 'KH_TLS_INVALID' })
  t.throws(opened({ ...filesIn(folder), clientCa: at('empty') }), { code: 'KH_TLS_INVALID', message: /empty/ })
})
