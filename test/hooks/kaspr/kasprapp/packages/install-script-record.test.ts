import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { InstallPlan } from '../../../../../hooks/kaspr/kasprapp/packages/install-script.ts'
import { failing, plan, sandbox, scriptOf } from './fixtures/install-run.ts'

const gcs = { maxArchiveBytes: 1073741824, keyPath: '/var/run/secrets/gcs/k.json' }
const modes: readonly Partial<InstallPlan>[] = [{ mode: 'emptyDir' }, { mode: 'pvc' }, { mode: 'gcs', gcs }]

t.test('a success leaves its record, in every mode', async (t) => {
  for (const mode of modes) {
    const box = sandbox(t.testdir())
    const { status, output } = await box.run(scriptOf(mode), { GCS_BUCKET: 'b', GCS_OBJECT_KEY: 'k.tar.gz' })
    t.equal(status, 0, output)
    const { install_time: time, duration, ...rest } = JSON.parse(box.message())
    t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/)
    t.match(duration, /^\d+s$/)
    t.strictSame(rest, { packages: plan.packages, pod_name: 'shop-0' }, String(mode.mode))
  }
})

t.test('a pod that finds the packages tells who installed them', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(scriptOf({ mode: 'pvc' }), { HOSTNAME: 'shop-0' })
  const first = JSON.parse(box.message())
  await box.run(scriptOf({ mode: 'pvc' }), { HOSTNAME: 'shop-1' })
  t.strictSame(JSON.parse(box.message()), first)
  t.equal(first.pod_name, 'shop-0')
})

t.test('a failure that is allowed is a warning in the record', async (t) => {
  for (const mode of ['emptyDir', 'pvc'] as const) {
    const box = sandbox(t.testdir())
    for (const call of [1, 2]) box.pip(call, failing('ERROR: No matching distribution found for pandas'))
    const { status } = await box.run(scriptOf({ mode, onFailure: 'allow' }))
    t.equal(status, 0)
    t.match(JSON.parse(box.message()), { warning: 'package_not_found: package or version not found on the index', pod_name: 'shop-0' })
  }
})

t.test('a failure that blocks leaves no record: the end of the log takes its place', async (t) => {
  const box = sandbox(t.testdir())
  for (const call of [1, 2]) box.pip(call, failing('no'))
  const { status } = await box.run(scriptOf())
  t.same([status, box.message()], [1, ''])
})

t.test('a record never has more than 4096 bytes, whatever the packages', async (t) => {
  const box = sandbox(t.testdir())
  const packages = Array.from({ length: 400 }, (_, index) => `package-é-${index}==1.0`)
  await box.run(scriptOf({ packages }))
  t.ok(Buffer.byteLength(box.message()) <= 4096)
  const left: readonly string[] = JSON.parse(box.message()).packages
  t.ok(left.length > 50)
  t.same(left, packages.slice(0, left.length))
})

t.test('a message that cannot be written stops nobody', async (t) => {
  const box = sandbox(t.testdir())
  mkdirSync(join(box.root, 'message'))
  writeFileSync(join(box.root, 'message', 'x'), '')
  const { status, output } = await box.run(scriptOf())
  t.equal(status, 0, output)
})
