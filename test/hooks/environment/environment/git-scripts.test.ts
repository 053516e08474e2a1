import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { rendered, renderedOne } from '../fixtures/rendered.ts'
import { repository, runScript, textOf } from '../fixtures/repository.ts'
import type { Ended, Repository } from '../fixtures/repository.ts'

const script = trusted<{ data: Readonly<Record<string, string>> }>(renderedOne('ConfigMap', 'catalyst-git-scripts')).data['git-clone.sh'] ?? ''

interface Bench extends Repository {
  readonly copy: string
  readonly fetch: (commit: string, env?: Readonly<Record<string, string>>) => Ended
  readonly version: () => string
}

const bench = (t: Test): Bench => {
  const made = repository()
  t.teardown(made.remove)
  const copy = join(made.folder, 'volume', 'source')
  const fetch: Bench['fetch'] = (commit, env = {}) => runScript({ script, home: join(made.folder, 'home'), env: { GIT_REPO_URL: made.url, GIT_COMMIT: commit, GIT_DIR_PATH: copy, ...env } })
  return { ...made, copy, fetch, version: () => textOf(copy, 'version.txt') }
}

const headOf = (folder: string): string => execFileSync('git', ['-C', folder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()

t.test('a new volume gets the commit', async (t) => {
  const { push, fetch, version, copy } = bench(t)
  const commit = push({ 'version.txt': 'two' })
  t.match(fetch(commit), { code: 0, output: `the working copy is at ${commit}\n` })
  t.strictSame([version(), headOf(copy)], ['two', commit])
})

t.test('a working copy moves to another commit, and back', async (t) => {
  const { push, fetch, version } = bench(t)
  const [two, three] = [push({ 'version.txt': 'two', 'new.txt': 'x' }), push({ 'version.txt': 'three' })]
  for (const [commit, expected] of [[two, 'two'], [three, 'three'], [two, 'two'], [two, 'two']] as const) {
    t.equal(fetch(commit).code, 0)
    t.equal(version(), expected)
  }
})

t.test('a branch is followed, also one with a slash, and after it was written anew', async (t) => {
  const { push, fetch, version, git } = bench(t)
  push({ 'version.txt': 'cart' }, 'feature/cart')
  t.equal(fetch('feature/cart').code, 0)
  t.equal(version(), 'cart')
  git('reset', '--quiet', '--hard', 'main')
  push({ 'version.txt': 'anew' }, 'feature/cart')
  t.equal(fetch('feature/cart').code, 0)
  t.equal(version(), 'anew')
  t.equal(fetch('main').code, 0)
  t.equal(version(), 'one')
})

t.test('a tag is a commit, too', async (t) => {
  const { push, fetch, version, git } = bench(t)
  push({ 'version.txt': 'tagged' })
  git('tag', '-a', 'v1', '-m', 'v1')
  git('push', '--quiet', 'origin', 'v1')
  push({ 'version.txt': 'later' })
  t.equal(fetch('v1').code, 0)
  t.equal(version(), 'tagged')
})

t.test('a commit that the server does not hand out by its hash is found in the history of a branch', async (t) => {
  const { push, fetch, version, git, folder } = bench(t)
  git('-C', join(folder, 'server.git'), 'config', 'uploadpack.allowAnySHA1InWant', 'false')
  const old = push({ 'version.txt': 'old' }, 'feature/cart')
  push({ 'version.txt': 'newer' }, 'feature/cart')
  t.match(fetch(old, { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.version', GIT_CONFIG_VALUE_0: '0' }), { code: 0, errors: /not our ref|unadvertised/ })
  t.equal(version(), 'old')
})

t.test('what was changed is overwritten, what is not in git stays', async (t) => {
  const { push, fetch, version, copy } = bench(t)
  fetch('main')
  writeFileSync(join(copy, 'version.txt'), 'mine')
  writeFileSync(join(copy, 'clash.txt'), 'mine')
  writeFileSync(join(copy, 'local.env'), 'mine')
  t.equal(fetch(push({ 'version.txt': 'two', 'clash.txt': 'theirs' })).code, 0)
  t.strictSame([version(), textOf(copy, 'clash.txt'), textOf(copy, 'local.env')], ['two', 'theirs', 'mine'])
})

t.test('with preserveChanges a working copy with changes stays as it is, one without follows', async (t) => {
  const { push, fetch, version, copy } = bench(t)
  const keep = { GIT_PRESERVE_CHANGES: 'true' }
  t.equal(fetch('main', keep).code, 0)
  t.equal(fetch(push({ 'version.txt': 'two' }), keep).code, 0)
  t.equal(version(), 'two')
  writeFileSync(join(copy, 'version.txt'), 'mine')
  const at = headOf(copy)
  t.match(fetch(push({ 'version.txt': 'three' }), keep), { code: 0, output: `the working copy has changes and is kept at ${at}\n` })
  t.strictSame([version(), headOf(copy)], ['mine', at])
  t.equal(fetch('main', { GIT_PRESERVE_CHANGES: 'false' }).code, 0)
  t.equal(version(), 'three')
})

t.test('a folder with lost+found, or with other files, is no hindrance', async (t) => {
  const { fetch, version, copy } = bench(t)
  mkdirSync(join(copy, 'lost+found'), { recursive: true, mode: 0o700 })
  writeFileSync(join(copy, 'version.txt'), 'of nobody')
  t.equal(fetch('main').code, 0)
  t.equal(version(), 'one')
  t.ok(existsSync(join(copy, 'lost+found')))
})

t.test('a start that was killed on its way does not block the next one', async (t) => {
  const { push, fetch, version, copy } = bench(t)
  mkdirSync(copy, { recursive: true })
  execFileSync('git', ['-C', copy, 'init', '--quiet'])
  t.equal(fetch('main').code, 0, 'without a remote')
  for (const lock of ['index.lock', 'config.lock', 'shallow.lock', 'HEAD.lock']) writeFileSync(join(copy, '.git', lock), '')
  t.equal(fetch(push({ 'version.txt': 'two' })).code, 0, 'with locks')
  t.equal(version(), 'two')
  rmSync(join(copy, '.git', 'HEAD'))
  t.equal(fetch('main').code, 0, 'without HEAD')
})

t.test('the repository may move', async (t) => {
  const [first, second] = [bench(t), bench(t)]
  second.push({ 'version.txt': 'elsewhere' })
  t.equal(first.fetch('main').code, 0)
  t.equal(first.fetch('main', { GIT_REPO_URL: second.url }).code, 0)
  t.equal(first.version(), 'elsewhere')
})

t.test('what cannot be fetched ends the script and leaves the working copy', async (t) => {
  const { fetch, version, copy } = bench(t)
  fetch('main')
  const before = headOf(copy)
  for (const commit of ['no-such-branch', '0123456789abcdef0123456789abcdef01234567', '--upload-pack=touch /nowhere', '-q']) t.not(fetch(commit).code, 0, commit)
  t.not(fetch('main', { GIT_REPO_URL: 'file:///nowhere' }).code, 0)
  t.strictSame([version(), headOf(copy)], ['one', before])
  for (const missing of ['GIT_REPO_URL', 'GIT_COMMIT', 'GIT_DIR_PATH']) t.not(fetch('main', { [missing]: '' }).code, 0, missing)
})

t.test('a token is handed to git and written nowhere', async (t) => {
  const { folder, copy, url } = bench(t)
  const [home, credentials] = [join(folder, 'home'), join(folder, 'credentials')]
  mkdirSync(credentials)
  writeFileSync(join(credentials, 'token'), 's3cret-token')
  const env = { GIT_REPO_URL: url, GIT_COMMIT: 'main', GIT_DIR_PATH: copy }
  t.equal(runScript({ script: script.replaceAll('/credentials', credentials), home, env }).code, 0)
  const asked = runScript({ script: `printf 'protocol=https\\nhost=git.example.com\\n\\n' | git credential fill`, home, env: {} })
  t.match(asked.output, /username=x-access-token\npassword=s3cret-token\n/)
  t.notMatch(textOf(home, '.gitconfig'), /s3cret/)
  t.notMatch(textOf(copy, '.git', 'config'), /s3cret/)
})

t.test('there are scripts only where sources are fetched', async (t) => {
  const scripts = (spec: object): number => rendered({ spec: trusted(spec) }).filter(({ kind }) => kind === 'ConfigMap').length
  t.equal(scripts({}), 1)
  t.equal(scripts({ deploymentMode: 'production' }), 0)
  t.equal(scripts({ preset: 'custom', config: { image: 'x', ports: [{ containerPort: 1 }] } }), 0)
})
