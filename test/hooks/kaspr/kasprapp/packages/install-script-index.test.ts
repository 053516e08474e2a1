import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { pipStart, plan, sandbox, scriptOf, type Environment } from './fixtures/install-run.ts'

const login = { PYPI_USERNAME: 'me', PYPI_PASSWORD: 'secret' }

/** The index options pip got, and the log. `folder` is the test's own directory. */
async function options(folder: string, environment: Environment): Promise<{ given: string[]; output: string }> {
  const box = sandbox(folder)
  const { status, output } = await box.run(scriptOf(), environment)
  const [call = []] = box.pipCalls()
  t.equal(status, 0, output)
  t.same(call.slice(0, 5), pipStart(box.packages))
  t.same(call.slice(-2), plan.packages)
  return { given: call.slice(5, -2), output }
}

/** A pip package for python3 that knows another default index. */
function pipPackage(folder: string): Environment {
  const models = join(folder, 'python', 'pip', '_internal', 'models')
  mkdirSync(models, { recursive: true })
  for (const package_ of ['../..', '..', '.']) writeFileSync(join(models, package_, '__init__.py'), '')
  writeFileSync(join(models, 'index.py'), 'class PyPI:\n    simple_url = "https://public.test/simple"\n')
  return { PYTHONPATH: join(folder, 'python') }
}

t.test('without settings pip gets no index options', async (t) => {
  t.same((await options(t.testdir(), {})).given, [])
  t.same((await options(t.testdir(), { INDEX_URL: '', EXTRA_INDEX_URLS: '', TRUSTED_HOSTS: '' })).given, [])
})

t.test('index, extra indexes and trusted hosts keep their order', async (t) => {
  const { given } = await options(t.testdir(), { INDEX_URL: 'https://i/s', EXTRA_INDEX_URLS: 'https://b,https://a', TRUSTED_HOSTS: 'h2,h1' })
  const extra = ['--extra-index-url', 'https://b', '--extra-index-url', 'https://a']
  t.same(given, ['--index-url', 'https://i/s', ...extra, '--trusted-host', 'h2', '--trusted-host', 'h1'])
})

t.test('URLs and hosts are single words, whatever they hold', async (t) => {
  const odd = `https://i/a b?x=*&y='$HOME"|;(z)\\`
  const { given } = await options(t.testdir(), { INDEX_URL: odd, EXTRA_INDEX_URLS: `${odd},-r`, TRUSTED_HOSTS: '* $(id)' })
  t.same(given, ['--index-url', odd, '--extra-index-url', odd, '--extra-index-url', '-r', '--trusted-host', '* $(id)'])
})

t.test('credentials go to the index and to extra indexes on its host only', async (t) => {
  const extras = ['https://other/s', 'https://I.test:8443/x', 'http://i.test', 'https://i.test.evil', 'https://[broken', 'file']
  const { given } = await options(t.testdir(), { ...login, INDEX_URL: 'https://i.test/s', EXTRA_INDEX_URLS: extras.join(',') })
  t.same(given.filter((_, index) => index % 2 === 1), [
    'https://me:secret@i.test/s',
    'https://other/s',
    'https://me:secret@I.test:8443/x',
    'http://me:secret@i.test',
    'https://i.test.evil',
    'https://[broken',
    'file',
  ])
})

t.test('two hosts that cannot be read are not the same host', async (t) => {
  const { given } = await options(t.testdir(), { ...login, INDEX_URL: 'https://[broken', EXTRA_INDEX_URLS: 'https://[other' })
  t.same(given, ['--index-url', 'https://me:secret@[broken', '--extra-index-url', 'https://[other'])
})

t.test('without an index credentials go to the extra indexes', async (t) => {
  const { given } = await options(t.testdir(), { ...login, EXTRA_INDEX_URLS: 'https://a/s,,https://b' })
  t.same(given, ['--extra-index-url', 'https://me:secret@a/s', '--extra-index-url', 'https://me:secret@b'])
})

t.test('without any index credentials go to the default index of pip', async (t) => {
  const folder = t.testdir()
  const { given } = await options(folder, { ...login, ...pipPackage(folder) })
  t.same(given, ['--index-url', 'https://me:secret@public.test/simple'])
})

t.test('half a login is no login', async (t) => {
  for (const half of [{ PYPI_USERNAME: 'me' }, { PYPI_PASSWORD: 'secret' }, { PYPI_USERNAME: 'me', PYPI_PASSWORD: '' }]) {
    t.same((await options(t.testdir(), { ...half, INDEX_URL: 'https://i/s' })).given, ['--index-url', 'https://i/s'])
    t.same((await options(t.testdir(), half)).given, [])
  }
})

t.test('a URL with a login of its own keeps it', async (t) => {
  const { given } = await options(t.testdir(), { ...login, INDEX_URL: 'https://own:pw@i/s', EXTRA_INDEX_URLS: 'https://i/t,https://i/@x' })
  t.same(given, ['--index-url', 'https://own:pw@i/s', '--extra-index-url', 'https://me:secret@i/t', '--extra-index-url', 'https://me:secret@i/@x'])
})

t.test('credentials are percent-encoded', async (t) => {
  const odd = `a@/ |&$"':%é+*\\`
  const { given } = await options(t.testdir(), { PYPI_USERNAME: odd, PYPI_PASSWORD: odd, INDEX_URL: 'https://i/s' })
  const url = new URL(given[1] ?? '')
  t.equal(url.host, 'i')
  t.equal(decodeURIComponent(url.username), odd)
  t.equal(decodeURIComponent(url.password), odd)
  t.match(given[1], /^https:\/\/[\w.~%-]+:[\w.~%-]+@i\/s$/)
})
