import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bucket, email, type Answers, type Bucket } from './fixtures/bucket.ts'
import { failing, pipStart, plan, sandbox, scriptOf, type Run, type Sandbox } from './fixtures/install-run.ts'

type Case = Answers & { limit?: number; onFailure?: 'block' | 'allow'; key?: string }
type Scene = { box: Sandbox; store: Bucket; run: () => Promise<Run> }

const python = execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).trim()
const object = `pp%2Fdemo-app%2F705ebf671c1c70ee-py${python}.tar.gz`
const token = ['POST', '/token']
const download = ['GET', `/storage/v1/b/my%20bucket/o/${object}?alt=media`]
const upload = ['POST', `/upload/storage/v1/b/my%20bucket/o?uploadType=media&name=${object}`]

async function scene(t: Test, { limit = 1073741824, onFailure = 'block', key, ...answers }: Case = {}): Promise<Scene> {
  const box = sandbox(t.testdir())
  const store = await bucket(answers)
  t.teardown(store.close)
  const keyPath = join(box.root, `it's a key.json`)
  writeFileSync(keyPath, key ?? store.account)
  const script = store.placed(scriptOf({ mode: 'gcs', onFailure, gcs: { maxArchiveBytes: limit, keyPath } }))
  const environment = { GCS_BUCKET: 'my bucket', GCS_OBJECT_KEY: 'pp/demo-app/705ebf671c1c70ee.tar.gz' }
  return { box, store, run: () => box.run(script, environment) }
}

/** An archive of a package `cached`, in upstream's layout (with the top directory) or in ours. */
function archive(t: Test, upstream: boolean): Buffer {
  const folder = t.testdir({ cached: { '__init__.py': 'version = 7\n' } })
  return execFileSync('bash', ['-c', upstream ? 'tar -cz .' : 'tar -cz -- *'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
}

function requests({ seen }: Bucket): string[][] {
  return seen.map(({ method, url }) => [method, url])
}

function installed({ packages }: Sandbox): string[] {
  return readdirSync(packages).sort()
}

t.test('a hit is unpacked and pip is not run', async (t) => {
  for (const upstream of [true, false]) {
    const { box, store, run } = await scene(t, { download: archive(t, upstream) })
    const { status, output } = await run()
    t.equal(status, 0, output)
    t.same(requests(store), [token, download])
    t.same(box.pipCalls(), [])
    t.same(installed(box), ['cached'])
    t.equal(readFileSync(join(box.packages, 'cached', '__init__.py'), 'utf8'), 'version = 7\n')
    t.same(readdirSync(join(box.root, 'tmp')), [], 'neither archive nor key stays')
  }
})

t.test('the token is asked for with a signed statement and used for the store', async (t) => {
  const { store, run } = await scene(t)
  await run()
  const [asked, loaded] = store.seen
  t.equal(new URLSearchParams(asked?.body.toString()).get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { header, claims } = asked === undefined ? { header: {}, claims: {} } : store.claims(asked)
  t.same(header, { alg: 'RS256', typ: 'JWT', verified: true })
  const { iat, exp, aud, ...rest } = claims
  t.equal(Number(exp) - Number(iat), 3600)
  t.match(aud, /\/token$/)
  t.same(rest, { iss: email, scope: 'https://www.googleapis.com/auth/devstorage.read_write' })
  t.equal(loaded?.headers.authorization, 'Bearer SECRET-TOKEN')
})

t.test('a miss is installed and uploaded', async (t) => {
  const { box, store, run } = await scene(t)
  const { status, output } = await run()
  t.equal(status, 0, output)
  t.same(box.pipCalls(), [[...pipStart(box.packages), ...plan.packages]])
  t.same(requests(store), [token, download, token, upload])
  const sent = store.seen[3]
  t.equal(sent?.headers['content-type'], 'application/gzip')
  t.equal(sent?.headers.authorization, 'Bearer SECRET-TOKEN')
  const names = execFileSync('tar', ['-tz'], { input: sent?.body ?? '', encoding: 'utf8' })
  t.same(names.split('\n'), ['demo/', 'demo/__init__.py', ''])
  t.same(readdirSync(join(box.root, 'tmp')), ['pip-error.log'])
})

t.test('what one pod uploads another unpacks', async (t) => {
  const first = await scene(t)
  await first.run()
  const second = await scene(t, { download: first.store.seen[3]?.body ?? 500 })
  t.equal((await second.run()).status, 0)
  t.same(second.box.pipCalls(), [])
  t.same(installed(second.box), ['demo'])
})

t.test('a broken archive is replaced by what pip installs', async (t) => {
  const whole = archive(t, true)
  for (const broken of [whole.subarray(0, whole.length - 20), Buffer.from('no archive'), Buffer.alloc(0)]) {
    const { box, store, run } = await scene(t, { download: broken })
    const { status, output } = await run()
    t.equal(status, 0, output)
    t.match(output, 'The archive is broken')
    t.same(installed(box), ['demo'], 'nothing of the archive is left')
    t.same(requests(store), [token, download, token, upload])
  }
})

t.test('what an interrupted start left does not spoil a hit', async (t) => {
  const { box, run } = await scene(t, { download: archive(t, true) })
  mkdirSync(join(box.packages, 'cached'), { recursive: true })
  mkdirSync(join(box.packages, '.unpacked', 'half'), { recursive: true })
  writeFileSync(join(box.packages, 'cached', 'half.py'), '')
  t.equal((await run()).status, 0)
  t.same(readdirSync(join(box.packages, 'cached')), ['__init__.py'])
  t.same(installed(box), ['cached'])
})

t.test('any trouble with the store is a miss, and its texts stay out of the log', async (t) => {
  const cases: Case[] = [{ download: 403 }, { download: 500 }, { token: 400 }, { key: '{}' }, { key: 'SECRET-KEY' }, { key: '{"client_email":"e","private_key":"SECRET-KEY"}' }]
  for (const trouble of cases) {
    const { box, run } = await scene(t, trouble)
    const { status, output } = await run()
    t.equal(status, 0, JSON.stringify(trouble))
    t.equal(box.pipCalls().length, 1)
    t.notMatch(output, /SECRET/)
    t.notOk(existsSync(join(box.root, 'tmp', '.gcs_pk.pem')))
  }
})

t.test('an archive over the limit is not uploaded, one at the limit is', async (t) => {
  const first = await scene(t, { limit: 10 })
  const { status, output } = await first.run()
  t.equal(status, 0)
  t.match(output, 'The archive is larger than 10 bytes and is not uploaded')
  t.same(requests(first.store), [token, download])
  const second = await scene(t, { limit: 16 })
  second.box.program('tar', 'printf 0123456789abcdef >"$2"')
  await second.run()
  t.same(requests(second.store).at(-1), upload)
})

t.test('failing to upload or to pack never fails the pod', async (t) => {
  const refused = await scene(t, { upload: 403 })
  const first = await refused.run()
  t.equal(first.status, 0)
  t.match(first.output, 'The archive was not uploaded')
  const unpacked = await scene(t)
  unpacked.box.program('tar', 'exit 2')
  const second = await unpacked.run()
  t.equal(second.status, 0)
  t.match(second.output, 'The archive was not uploaded')
  t.same(requests(unpacked.store), [token, download])
})

t.test('when pip fails too, the policy decides and nothing is uploaded', async (t) => {
  for (const [onFailure, wanted] of [['block', 1], ['allow', 0]] as const) {
    const { box, store, run } = await scene(t, { onFailure })
    for (const call of [1, 2]) box.pip(call, failing('Could not find a version'))
    const { status, output } = await run()
    t.equal(status, wanted)
    t.match(output, 'ERROR_TYPE: package_not_found')
    t.same(requests(store), [token, download])
  }
})
