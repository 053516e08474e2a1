import { readFile } from 'node:fs/promises'
import t from 'tap'
import { stringify } from 'yaml'
import { sampleSource } from '../authoring/sample.ts'
import { runCommand } from '../../cli/terminal.ts'
import { digest, files, program, recording } from './folder.ts'

t.test('a good folder is good, and its fixtures are used', async (t) => {
  const folder = t.testdir({ ...files(), recordings: { 'first.json': JSON.stringify(recording) } })
  const { code, out, err } = await runCommand(['program', 'check', folder, '-o', 'json'])
  const said = JSON.parse(out)
  t.match(said, { program: 'greeter', passed: true, digest: digest(sampleSource), typesDigest: /^[0-9a-f]{64}$/, fixtures: 1, diagnostics: [], checks: { passed: true, recordings: 1 } })
  t.match(said.checks.properties.find(({ name }: { name: string }) => name === 'fixpoint'), { result: 'passed' })
  t.equal(err, 'checking properties on 1 fixtures\n')
  t.equal(code, 0)
})

t.test('the example of the Studio is good', async (t) => {
  t.match(await runCommand(['program', 'check', 'examples/studio', '-o', 'json']), { code: 0, err: /^checking properties on requests made from the schema\n$/ })
  const source = await readFile('examples/studio/program.ts', 'utf8')
  const manifest = await readFile('examples/studio/greeting.yaml', 'utf8')
  const folder = t.testdir({ 'greeting.yaml': manifest, 'program.ts': source.replace("'Pending'", "'Waiting'") })
  t.match(await runCommand(['program', 'check', folder, '--types-only']), { code: 1, err: /program\.ts:\d+:\d+: error TS2322: .*Waiting/ })
})

t.test('without properties nothing is run', async (t) => {
  const endless = sampleSource.replace('const own', 'for (;;) ctx.log.info()\n  const own')
  const folder = t.testdir(files({ 'program.ts': endless }))
  t.strictSame(await runCommand(['program', 'check', folder, '--types-only']), { code: 0, out: 'greeter: good\n', err: '' })
})

t.test('mistakes are told with file, line and column', async (t) => {
  const folder = t.testdir(files({ 'program.ts': sampleSource.replace('  data: {', '  dat: {') }))
  const { code, out, err } = await runCommand(['program', 'check', folder])
  t.equal(code, 1)
  t.equal(out, 'greeter: something is wrong\n')
  t.match(err, /^\S+\/program\.ts:13:7: error TS2561: .*'dat' does not exist/)
  t.match(JSON.parse((await runCommand(['program', 'check', folder, '-o', 'json'])).out), { passed: false, checks: null, diagnostics: [{ file: `${folder}/program.ts`, line: 13, column: 7, code: 'TS2561' }] })
})

t.test('a program that gives other answers each round does not pass', async (t) => {
  const restless = sampleSource.replace('data: { message,', "data: { message, seen: String(Number(observed?.data?.['seen'] ?? 0) + 1),")
  const { code, err } = await runCommand(['program', 'check', t.testdir(files({ 'program.ts': restless }))])
  t.equal(code, 1)
  t.match(err, /^failed: fixpoint: /m)
})

t.test('spec.finalize asks for a finalize', async (t) => {
  const { code, err } = await runCommand(['program', 'check', t.testdir(files({ 'program.yaml': stringify(program({ finalize: true })) }))])
  t.equal(code, 1)
  t.match(err, /program\.ts:1:1: error STUDIO_FINALIZE_MISSING/)
})

t.test('without a definition the parent is open, and that is said', async (t) => {
  const folder = t.testdir({ 'program.yaml': stringify(program()), 'program.ts': 'export const sync: Sync = ({ parent }) => ({ children: [], childless: true, status: { seen: parent.metadata.name } })' })
  t.strictSame(await runCommand(['program', 'check', folder, '--types-only']), { code: 0, out: 'greeter: good\n', err: `${folder}: no definition of myresources is there: the parent's fields were not checked\n` })
})

t.test('a folder that holds no program is refused with its place', async (t) => {
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ 'program.ts': '' }, /^KH_PROGRAM_FOLDER_INVALID: \S+: there is no HookProgram/],
    [files({ 'more.yaml': stringify(program()) }), /^KH_PROGRAM_FOLDER_INVALID: \S+: there is more than one/],
    [files({ 'program.yaml': stringify(program({ limits: { timeoutMs: 1 } })) }), /^KH_PROGRAM_FOLDER_INVALID: \S+program\.yaml:\d+:\d+: spec\.limits\.timeoutMs: /],
    [files({ 'program.yaml': stringify(program({ parent: { apiVersion: 'v1', resource: 'pods' } })) }), /^KH_PROGRAM_FOLDER_INVALID: \S+program\.yaml:\d+:\d+: spec\.parent: must be a custom resource/],
    [files({ 'program.yaml': 'a: [' }), /^KH_DOCUMENT_INVALID: \S+program\.yaml, document 1: line 1, column \d+/],
    [{ 'program.yaml': stringify(program()) }, /^KH_FILE_UNREADABLE: \S+program\.ts: /],
  ]
  for (const [given, err] of cases) t.match(await runCommand(['program', 'check', t.testdir(given)]), { code: 1, out: '', err }, String(err))
  t.match(await runCommand(['program', 'check', `${t.testdir({})}/none`]), { code: 1, err: /^KH_FILE_UNREADABLE/ })
  for (const [text, err] of [['[', /first\.json: the file: /], ['{"hook":"sync"}', /first\.json: now: is required/], ['[]', /first\.json: the file: is no JSON object/]] as const) {
    t.match(await runCommand(['program', 'check', t.testdir({ ...files(), recordings: { 'first.json': text } })]), { code: 1, err }, text)
  }
})

t.test('wrong usage is exit code 2 with the reason', async (t) => {
  for (const [args, reason] of [
    [[], 'say check, push, publish or rollback'], [['run', '.'], 'not run'], [['check'], 'check takes one folder'], [['check', 'a', 'b'], 'check takes one folder'],
    [['publish'], 'publish takes one folder or name'], [['check', '.', '-o', 'yaml'], '-o takes text or json'], [['check', '.', '-m', 'x'], 'check takes no --message'],
    [['push', '.', '--to', 'x'], 'push takes no --to'], [['push', '.'], 'say what was changed'], [['rollback', 'x', '--override', 'y'], 'rollback takes no --override'],
  ] as const) t.match(await runCommand(['program', ...args]), { code: 2, out: '', err: new RegExp(`^KH_USAGE: .*${reason}`) }, args.join(' '))
  t.match(await runCommand(['program', '--help']), { code: 0, out: /Example: kaspr-hooks program check/ })
})
