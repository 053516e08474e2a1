import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { longestInstall } from '../../../../../hooks/kaspr/kasprapp/packages/install-script-pvc.ts'
import { failing, pipStart, plan, sandbox, scriptOf, type Sandbox } from './fixtures/install-run.ts'

const script = scriptOf({ mode: 'pvc' })
const longest = longestInstall(plan.timeout, plan.attempts)
const name = `.installed-${plan.hash}`

function marker(box: Sandbox): Record<string, unknown> {
  return JSON.parse(readFileSync(join(box.packages, name), 'utf8'))
}

/** A sandbox whose volume holds the marker of an earlier install. */
function marked(folder: string, content: string, hash: string = plan.hash): Sandbox {
  const box = sandbox(folder)
  mkdirSync(box.packages)
  writeFileSync(join(box.packages, `.installed-${hash}`), content)
  return box
}

function lockOfAge(box: Sandbox, seconds: number): string {
  const lock = join(box.packages, '.install.lock')
  mkdirSync(box.packages)
  writeFileSync(lock, 'left by another pod')
  const then = Date.now() / 1000 - seconds
  utimesSync(lock, then, then)
  return lock
}

t.test('the first pod installs and leaves a marker', async (t) => {
  const box = sandbox(t.testdir())
  const { status, output } = await box.run(script)
  t.equal(status, 0, output)
  t.same(box.pipCalls(), [[...pipStart(box.packages), ...plan.packages]], 'an empty directory needs no --upgrade')
  const { install_time: time, duration, python_version: python, ...rest } = marker(box)
  t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/)
  t.match(duration, /^\d+s$/)
  t.match(python, /^3\.\d+$/)
  t.strictSame(rest, { packages: plan.packages, pod_name: 'shop-0' })
  t.same(readdirSync(box.packages).sort(), ['.install.lock', name, 'demo'])
})

t.test('the next pod finds the marker and installs nothing', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(script)
  const before = marker(box)
  const { status, output } = await box.run(script, { HOSTNAME: 'shop-1' })
  t.equal(status, 0)
  t.match(output, 'The packages are already installed')
  t.equal(box.pipCalls().length, 1)
  t.same(marker(box), before)
})

t.test('another set of packages replaces the markers and upgrades what is there', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(script)
  t.equal((await box.run(scriptOf({ mode: 'pvc', hash: 'feedfeedfeedfeed', packages: ['requests==2'] }))).status, 0)
  t.same(box.pipCalls()[1], [...pipStart(box.packages), '--upgrade', 'requests==2'])
  t.same(readdirSync(box.packages).sort(), ['.install.lock', '.installed-feedfeedfeedfeed', 'demo'])
})

t.test('a marker of another Python, or an unreadable one, does not count', async (t) => {
  for (const content of ['{"python_version": "2.7"}', '{"packages": []}', '{"python_', '[]', '']) {
    const box = marked(t.testdir(), content)
    t.equal((await box.run(script)).status, 0)
    t.equal(box.pipCalls().length, 1, content)
    t.same(marker(box).packages, plan.packages)
  }
})

t.test('a failed install leaves no marker, also none of an older set, and the policy decides', async (t) => {
  for (const [onFailure, wanted] of [['block', 1], ['allow', 0]] as const) {
    const box = marked(t.testdir(), '{}', 'older')
    for (const call of [1, 2]) box.pip(call, failing('MaxRetryError'))
    const { status, output } = await box.run(scriptOf({ mode: 'pvc', onFailure }))
    t.equal(status, wanted)
    t.match(output, 'ERROR_TYPE: network')
    t.same(readdirSync(box.packages), ['.install.lock'])
  }
})

t.test('an attempt after one that left something behind upgrades', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, 'mkdir "$4/half"; exit 1')
  t.equal((await box.run(script)).status, 0)
  t.same(box.pipCalls().map((call) => call.includes('--upgrade')), [false, true])
})

t.test('a marker that cannot be written does not stop a pod that has its packages', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, `mkdir -p "$4/${name}.new"`)
  const { status, output } = await box.run(script)
  t.equal(status, 0)
  t.match(output, 'The marker could not be written')
  t.notOk(existsSync(join(box.packages, name)))
})

t.test('of two pods starting at once only one installs', async (t) => {
  const box = sandbox(t.testdir())
  const bothWait = `until [ "$(wc -l <'${box.root}/flock')" -ge 2 ]; do command -p sleep 0.02; done`
  box.pip(1, `${bothWait}\nmkdir "$4/demo"`)
  const runs = await Promise.all(['shop-0', 'shop-1'].map((HOSTNAME) => box.run(script, { HOSTNAME })))
  t.same(runs.map(({ status }) => status), [0, 0])
  t.equal(box.pipCalls().length, 1)
  t.equal(runs.filter(({ output }) => output.includes('already installed')).length, 1)
})

t.test('when the pod that installs fails, the one that waits tries itself', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, `until [ "$(wc -l <'${box.root}/flock')" -ge 2 ]; do command -p sleep 0.02; done\nexit 1`)
  const once = scriptOf({ mode: 'pvc', attempts: 1 })
  const runs = await Promise.all(['shop-0', 'shop-1'].map((HOSTNAME) => box.run(once, { HOSTNAME })))
  t.same(runs.map(({ status }) => status).sort(), [0, 1])
  t.equal(box.pipCalls().length, 2)
})

t.test('the wait for the lock is the longest time another pod may need', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(script)
  t.equal(longest, 130)
  t.equal(box.recorded('flock')[0], '-w 130 200')
})

t.test('a lock that stays taken ends the start by policy, and nothing is installed', async (t) => {
  for (const [onFailure, wanted] of [['block', 1], ['allow', 0]] as const) {
    const box = sandbox(t.testdir())
    const lock = lockOfAge(box, 0)
    box.program('flock', 'command -p flock -w 0 "$3"')
    const holder = spawn('flock', [lock, 'bash', '-c', 'echo held; read -r _'], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    const { status, output } = await box.run(scriptOf({ mode: 'pvc', onFailure }))
    holder.stdin.end()
    await once(holder, 'close')
    t.equal(status, wanted, onFailure)
    t.match(output, 'The install lock was not free within 130s')
    t.same(box.pipCalls(), [])
  }
})

t.test('a lock is stale only 300 s after the longest install', async (t) => {
  for (const [age, stale] of [[longest + 300 - 30, false], [longest + 300 + 30, true]] as const) {
    const box = sandbox(t.testdir())
    const lock = lockOfAge(box, age)
    const { mtimeMs } = statSync(lock)
    linkSync(lock, join(box.root, 'second-name'))
    const { status, output } = await box.run(script)
    t.equal(status, 0)
    t.equal(output.includes('Removing a stale lock'), stale, `${age}s`)
    t.equal(statSync(lock).nlink, stale ? 1 : 2, 'only a stale lock is a new file afterwards')
    t.ok(statSync(lock).mtimeMs > mtimeMs, 'the lock ages anew')
  }
})

t.test('the time a pod waited for the lock does not count as time of holding it', async (t) => {
  const box = sandbox(t.testdir())
  const lock = join(box.packages, '.install.lock')
  box.program('flock', `touch -d '1 hour ago' '${lock}'; command -p flock "$@"`)
  box.pip(1, `[ '${lock}' -nt '${box.root}/bin/pip' ] && mkdir "$4/demo"`)
  t.equal((await box.run(scriptOf({ mode: 'pvc', attempts: 1 }))).status, 0)
})
