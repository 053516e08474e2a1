import { writeFileSync, rmSync, symlinkSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildHooksApp } from '../../src/server/hooks-app.ts'
import { openTokenFile } from '../../src/server/token-file.ts'
import { openApp } from './fixtures/open-app.ts'
import { recorder } from './fixtures/recorder.ts'
import { post, sync, toyService } from './fixtures/request.ts'

/** A token file under a clock that the test moves. */
const opened = (path: string) => {
  const clock = { milliseconds: 0 }
  const { log, lines } = recorder()
  const file = openTokenFile(path, log, () => clock.milliseconds)
  return { admits: (token: string) => file.admits(`Bearer ${token}`), raw: file.admits, wait: (milliseconds: number) => { clock.milliseconds += milliseconds }, lines }
}

t.test('the token of the file is let in, surrounding space apart', async (t) => {
  const { admits, raw } = opened(join(t.testdir({ token: '  open-sesame-1 \n' }), 'token'))
  t.ok(admits('open-sesame-1'))
  t.ok(raw('bearer   open-sesame-1 '), 'the scheme has no case')
  const wrong = [undefined, '', 'Bearer', 'Bearer ', 'Bearer open-sesame', 'Bearer open-sesame-11', 'Basic open-sesame-1', 'open-sesame-1', 'Bearer open-sesame-1 more']
  for (const header of wrong) t.notOk(raw(header), String(header))
})

t.test('several lines are several tokens, so that one can be changed for another', async (t) => {
  const { admits } = opened(join(t.testdir({ token: 'new\n\nold\n' }), 'token'))
  t.ok(admits('new'))
  t.ok(admits('old'))
  t.notOk(admits('newold'))
})

t.test('a changed file is read again, looked at no more than once a second', async (t) => {
  const path = join(t.testdir({ token: 'first' }), 'token')
  const { admits, wait } = opened(path)
  writeFileSync(path, 'second!')
  wait(999)
  t.ok(admits('first'))
  wait(1)
  t.ok(admits('second!'))
  t.notOk(admits('first'))
})

t.test('a Secret that Kubernetes swaps under a link is read again', async (t) => {
  const root = t.testdir({ one: { token: 'first' }, two: { token: 'other' } })
  symlinkSync('one', join(root, 'data'))
  const { admits, wait } = opened(join(root, 'data', 'token'))
  t.ok(admits('first'))
  symlinkSync('two', join(root, 'data.new'))
  renameSync(join(root, 'data.new'), join(root, 'data'))
  wait(1000)
  t.ok(admits('other'))
})

t.test('a file that goes away or empty leaves the old tokens, and says so', async (t) => {
  const path = join(t.testdir({ token: 'first' }), 'token')
  const { admits, wait, lines } = opened(path)
  rmSync(path)
  wait(1000)
  t.ok(admits('first'))
  writeFileSync(path, ' \n')
  wait(1000)
  t.ok(admits('first'))
  t.equal(lines().filter(({ level }) => level === 'error').length, 2)
  writeFileSync(path, 'second')
  wait(1000)
  t.ok(admits('second'))
})

t.test('a service with an unreadable or empty token file does not start', async (t) => {
  const root = t.testdir({ empty: ' \n \n', folder: {} })
  for (const name of ['missing', 'empty', 'folder']) {
    t.throws(() => buildHooksApp(toyService({ tokenFile: join(root, name) })), { code: 'KH_FILE_UNREADABLE' }, name)
  }
})

t.test('hooks, metrics and docs need the token, health does not', async (t) => {
  const app = openApp(t, { tokenFile: join(t.testdir({ token: 'sesame' }), 'token') })
  const authorization = 'Bearer sesame'
  t.equal((await post(app, sync, {})).status, 401)
  t.equal((await post(app, sync, { headers: { authorization } })).status, 200)
  for (const url of ['/metrics', '/docs', '/docs/static/swagger-ui.css', '/docs/json', '/openapi.json']) {
    t.equal((await app.inject({ url })).statusCode, 401, url)
    t.equal((await app.inject({ url, headers: { authorization } })).statusCode, 200, url)
  }
  for (const url of ['/healthz', '/readyz']) t.equal((await app.inject({ url })).statusCode, 200, url)
})

t.test('401 says how to ask, and nothing else', async (t) => {
  const app = openApp(t, { tokenFile: join(t.testdir({ token: 'sesame' }), 'token') })
  const { headers, body } = await post(app, sync, { payload: '{"', headers: { authorization: 'Bearer sesam' } })
  t.equal(headers['www-authenticate'], 'Bearer')
  t.same(JSON.parse(body), { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'KH_UNAUTHORIZED', detail: 'A valid bearer token is needed', instance: sync })
})

t.test('without a token file nobody is asked', async (t) => {
  const app = openApp(t)
  t.equal((await post(app, sync, { headers: { authorization: 'Bearer whatever' } })).status, 200)
})
