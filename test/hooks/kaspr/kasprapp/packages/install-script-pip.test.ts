import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { failing, pipStart, plan, sandbox, scriptOf } from './fixtures/install-run.ts'

t.test('packages are installed into the directory in spec order', async (t) => {
  const box = sandbox(t.testdir())
  const { status, output } = await box.run(scriptOf())
  t.equal(status, 0, output)
  t.same(box.pipCalls(), [[...pipStart(box.packages), ...plan.packages]])
  t.ok(existsSync(join(box.packages, 'demo', '__init__.py')))
  t.match(output, /^installed$/m, 'what pip says is in the log')
  t.notOk(existsSync(join(box.packages, '.install.lock')), 'no lock without a shared volume')
})

t.test('after a failure pip is tried again in 5 seconds', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, failing('ReadTimeout', 3))
  const { status, output } = await box.run(scriptOf())
  t.equal(status, 0)
  t.equal(box.pipCalls().length, 2)
  t.same(box.recorded('sleep'), ['5'])
  t.match(output, /pip failed with exit code 3\nReadTimeout\nERROR_TYPE: unknown\nERROR_MSG: pip failed with exit code 3\n/)
})

t.test('after the last failure there is no wait, and the policy decides', async (t) => {
  for (const [onFailure, wanted] of [['block', 1], ['allow', 0]] as const) {
    const box = sandbox(t.testdir())
    for (const call of [1, 2, 3]) box.pip(call, failing('No matching distribution found for requests'))
    const { status, output } = await box.run(scriptOf({ onFailure, attempts: 3 }))
    t.equal(status, wanted, onFailure)
    t.equal(box.pipCalls().length, 3)
    t.same(box.recorded('sleep'), ['5', '5'])
    t.equal(output.match(/^ERROR_TYPE: package_not_found$/gm)?.length, 3)
  }
})

const types: [string, string][] = [
  ['ERROR: No matching distribution found for x', 'package_not_found'],
  ['ERROR: could not find a version that satisfies', 'package_not_found'],
  ['Could not find a version; 403; hash', 'package_not_found'],
  ['THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE', 'hash_mismatch'],
  ['bad hash, 401', 'hash_mismatch'],
  ['HTTP error 403 while getting x', 'authentication'],
  ['401 Client Error', 'authentication'],
  ['fatal: Authentication failed', 'authentication'],
  ['access denied', 'authentication'],
  ['requests.exceptions.ConnectionError', 'network'],
  ['NewConnectionError(...)', 'network'],
  ['maxretryerror', 'network'],
  ['ssh: Could not resolve hostname h: Name or service not known', 'network'],
  ['error: subprocess-exited-with-error', 'unknown'],
  ['', 'unknown'],
]

t.test('a failure is classified by its log, the first match wins', async (t) => {
  const box = sandbox(t.testdir())
  for (const [index, [log]] of types.entries()) box.pip(index + 1, failing(log))
  const { output } = await box.run(scriptOf({ attempts: types.length }))
  const found = output.matchAll(/^ERROR_TYPE: (.+)\nERROR_MSG: .+$/gm)
  t.same([...found].map(([, type]) => type), types.map(([, type]) => type))
})

t.test('only the log of the last attempt is classified', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, failing('No matching distribution'))
  box.pip(2, failing('MaxRetryError'))
  const { output } = await box.run(scriptOf())
  t.same(output.match(/^ERROR_TYPE: .*$/gm), ['ERROR_TYPE: package_not_found', 'ERROR_TYPE: network'])
})

t.test('a log of bytes that are no text is classified too', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, "printf '\\377\\000\\n403\\n' >&2; exit 1")
  t.match((await box.run(scriptOf({ attempts: 1 }))).output, /^ERROR_TYPE: authentication$/m)
})

t.test('a run that takes too long is cut and said to have timed out, as type unknown', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, 'command -p sleep 600')
  const { status, output } = await box.run(scriptOf({ attempts: 1, timeout: 1 }))
  t.equal(status, 1)
  t.match(output, /^pip failed with exit code 124$/m)
  t.match(output, /^ERROR_TYPE: unknown\nERROR_MSG: timeout: pip was stopped after 1s$/m)
})

t.test('a filled directory of one pod gets no --upgrade', async (t) => {
  const box = sandbox(t.testdir({ packages: { demo: {} } }))
  t.equal((await box.run(scriptOf())).status, 0)
  t.same(box.pipCalls(), [[...pipStart(box.packages), ...plan.packages]])
})

t.test('a variable that the container lacks expands to nothing', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(scriptOf({ packages: ['git+https://${NOT_THERE}@h/r'] }))
  t.equal(box.pipCalls()[0]?.at(-1), 'git+https://@h/r')
})

t.test('variables of the container are not hidden by those of the script', async (t) => {
  const box = sandbox(t.testdir())
  const names = ['kaspr_dir', 'kaspr_list', 'kaspr_log', 'kaspr_index', 'kaspr_attempt']
  const environment = Object.fromEntries(names.map((name) => [name, `own-${name}`]))
  await box.run(scriptOf({ packages: names.map((name) => `https://h/$${name}`) }), environment)
  t.same(box.pipCalls()[0]?.slice(-names.length), names.map((name) => `https://h/own-${name}`))
})

t.test('without pip the failure is unknown', async (t) => {
  const box = sandbox(t.testdir())
  box.program('timeout', 'shift; PATH=/nowhere; exec "$@"')
  const { status, output } = await box.run(scriptOf({ attempts: 1 }))
  t.equal(status, 1)
  t.match(output, /^pip failed with exit code 127$/m)
  t.match(output, /^ERROR_TYPE: unknown$/m)
})
