import { execFileSync } from 'node:child_process'
import t from 'tap'
import type { InstallPlan } from '../../../../../hooks/kaspr/kasprapp/packages/install-script.ts'
import { plan, sandbox, scriptOf } from './fixtures/install-run.ts'

const gcs = { maxArchiveBytes: 1073741824, keyPath: '/var/run/secrets/gcs/k.json' }
const modes: Partial<InstallPlan>[] = [{ mode: 'pvc' }, { mode: 'emptyDir' }, { mode: 'gcs', gcs }]
const odd = ['git+https://${TOKEN}@host/o/r.git@v1#egg=r', `https://h/it's|&;<>(){}[]*?~#%!=$A$1$$`]

t.test('bash finds the script well formed in every mode', async (t) => {
  for (const mode of modes) {
    const script = scriptOf({ ...mode, packages: odd })
    t.doesNotThrow(() => execFileSync('/bin/bash', ['-n', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] }), `mode ${mode.mode}`)
  }
})

t.test('the script is stripped at both ends and the same for the same plan', async (t) => {
  for (const mode of modes) {
    const script = scriptOf(mode)
    t.equal(script, script.trim())
    t.equal(script, scriptOf(structuredClone(mode)))
  }
})

t.test('a frozen plan is enough', async (t) => {
  const frozen = Object.freeze({ ...plan, packages: Object.freeze(['a']), gcs: Object.freeze(gcs) })
  for (const { mode = plan.mode } of modes) t.match(scriptOf({ ...frozen, mode }), /^set -eo pipefail\n/)
})

// The kubelet turns `$$` into `$` and replaces `$(NAME)` when the container has such a variable, before bash sees the text.
t.test('nothing in the script is changed by the kubelet', async (t) => {
  for (const mode of modes) {
    const script = scriptOf({ ...mode, packages: odd })
    t.equal(script.match(/\$\$/), null)
    t.equal(script.match(/\$\([-._A-Za-z][-._A-Za-z0-9]*\)/), null)
  }
})

t.test('the log starts with the plan, and shows package entries as they stand in the spec', async (t) => {
  const { run } = sandbox(t.testdir())
  const { output } = await run(scriptOf({ packages: odd, onFailure: 'allow' }), { TOKEN: 'tok', A: 'aaaa' })
  const lines = output.split('\n')
  t.match(lines[1], /^Directory: .*\/packages$/)
  t.equal(lines[2], `Packages: ${JSON.stringify(odd)}`)
  t.same(lines.slice(3, 6), ['Timeout: 60s', 'Attempts: 2', 'On failure: allow'])
})

t.test('the hash is shown where it matters', async (t) => {
  const shown = "echo 'Hash: cd34bc916bf2ce5c'"
  t.same(modes.map((mode) => scriptOf(mode).includes(shown)), [true, false, true])
})

t.test('values of the plan are never run', async (t) => {
  const box = sandbox(t.testdir())
  const evil = `'"; touch ${box.root}/ran; $(touch ${box.root}/ran) \`touch ${box.root}/ran\``
  const changes = { hash: evil, gcs: { maxArchiveBytes: 1, keyPath: evil }, packages: [evil] }
  for (const { mode = plan.mode } of modes) await box.run(scriptOf({ ...changes, mode }), { GCS_BUCKET: 'b', GCS_OBJECT_KEY: evil })
  t.throws(() => execFileSync('/bin/cat', [`${box.root}/ran`], { stdio: 'ignore' }))
  t.equal(box.pipCalls()[0]?.at(-1), evil)
})
