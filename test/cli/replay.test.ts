import t from 'tap'
import { trusted } from '../../src/protocol/trusted.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { agentRecording } from './recordings.ts'
import { runCommand } from './terminal.ts'

const recording = agentRecording()
const children = trusted<readonly JsonObject[]>(recording.response['children'])
const altered = agentRecording({ response: { ...recording.response, children: children.map((child) => ({ ...child, data: { old: 'file' } })), status: {} } })
const files = (t: { testdir: (files: Record<string, string>) => string }, of: Record<string, unknown>): string =>
  t.testdir(Object.fromEntries(Object.entries(of).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])))

t.test('a recording that this build answers the same is equal', async (t) => {
  const folder = files(t, { 'a.json': recording })
  const { code, out, err } = await runCommand(['replay', `${folder}/a.json`])
  t.strictSame({ code, err }, { code: 0, err: '' })
  t.match(out, /a\.json: equal\n$/)
})

t.test('differences are named by child and path, and make the exit code 1', async (t) => {
  const folder = files(t, { 'a.json': altered })
  const { code, out } = await runCommand(['replay', folder, '-o', 'json'])
  const [line, ...rest] = out.trimEnd().split('\n')
  const result = JSON.parse(line ?? '')
  t.strictSame([code, rest.length, Object.keys(result)], [1, 0, ['recording', 'answer', 'equal', 'differences']])
  t.match(result, { recording: `${folder}/a.json`, equal: false, answer: { children: [{ kind: 'ConfigMap' }] } })
  t.ok(result.differences.some(({ path, from }: { path: string; from: string }) => path === 'children[object=ConfigMap demo/reader-agent].data.old' && from === 'file'))
  const text = await runCommand(['replay', folder])
  t.match(text.out, /a\.json: differs in \d+ places\n {2}status/)
})

t.test('the order of children is no difference', async (t) => {
  const folder = files(t, { 'a.json': agentRecording({ response: { ...recording.response, children: [...children].reverse() } }) })
  t.equal((await runCommand(['replay', folder])).code, 0)
})

t.test('a recording without an answer is answered; equal is null', async (t) => {
  const { response: _, ...unanswered } = recording
  const { code, out } = await runCommand(['replay', files(t, { 'a.json': unanswered }), '-o', 'json'])
  t.equal(code, 0)
  t.match(JSON.parse(out), { equal: null, differences: [], answer: { status: {} } })
})

t.test('a hook that fails now is a result with its code', async (t) => {
  const folder = files(t, { 'a.json': agentRecording({ request: { ...recording.request, children: 5 } }) })
  const { code, out, err } = await runCommand(['replay', folder, '-o', 'json'])
  t.equal(code, 1)
  t.match(JSON.parse(out), { answer: null, equal: false, differences: [], error: { code: 'KH_ENVELOPE_INVALID', message: /children/ } })
  t.equal(err, '')
  t.match((await runCommand(['replay', folder])).err, /^KH_ENVELOPE_INVALID: .*a\.json: /)
})

t.test('broken recordings are told with file and path, and the others are replayed all the same', async (t) => {
  const folder = files(t, {
    'a.json': '{', 'b.json': { ...recording, controller: 'nobody' }, 'c.json': { ...recording, hook: 'guess' }, 'd.json': recording, 'ignored.txt': 'x',
  })
  const { code, out, err } = await runCommand(['replay', folder])
  t.equal(code, 1)
  t.match(out, /^\S+d\.json: equal\n$/)
  t.strictSame(err.trimEnd().split('\n').map((line) => line.replace(`${folder}/`, '').slice(0, 40)).map((line) => line.split(': ').slice(0, 3).join(': ')), [
    'KH_RECORDING_INVALID: a.json: the file', 'KH_RECORDING_INVALID: b.json: controller', 'KH_RECORDING_INVALID: c.json: hook',
  ])
  t.match(err, /there is none named nobody; there are .*kaspragent/)
})

t.test('files that are not there and directories without recordings are errors with a code', async (t) => {
  const folder = files(t, { 'a.txt': 'x' })
  const { code, err } = await runCommand(['replay', `${folder}/none.json`, folder])
  t.equal(code, 1)
  t.match(err, /^KH_FILE_UNREADABLE: .*none\.json: .*\nKH_RECORDINGS_MISSING: .* holds no recordings/)
})

t.test('wrong usage is exit code 2', async (t) => {
  t.match(await runCommand(['replay']), { code: 2, err: /^KH_USAGE: name at least one recording/ })
  t.match(await runCommand(['replay', 'x', '-o', 'xml']), { code: 2, err: /xml/ })
  t.match(await runCommand(['replay', '--help']), { code: 0, out: /Example: kaspr-hooks replay/ })
})
