import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { runCommand } from './terminal.ts'

// Hooks that are written in the Studio are rendered, compared and simulated as any other.

const examples = new URL('../../examples/studio/', import.meta.url)
const greeting = readFileSync(new URL('greeting.yaml', examples), 'utf8')
const hello = readFileSync(new URL('hello.json', examples), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'kaspr-hooks-programs-'))
t.teardown(() => { rmSync(folder, { recursive: true }) })
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const simulated = async (files: readonly string[], options: readonly string[] = []) => {
  const { code, out, err } = await runCommand(['simulate', ...files, '-o', 'json', ...options])
  return { code, err, ...(out === '' ? { objects: [] } : JSON.parse(out)) }
}

interface Named { readonly kind: string; readonly metadata: { readonly name: string } }
const named = (objects: readonly Named[], kind: string, name: string): Named | undefined => objects.find((object) => object.kind === kind && object.metadata.name === name)

t.test('a program, its parent and what defines it come to rest with the children', async (t) => {
  const whole = file('whole.yaml', `${hello}---\n${greeting}`)
  const parts = [file('greeting.yaml', greeting), file('hello.json', hello)]
  for (const files of [[whole], parts, parts.toReversed()]) {
    const { code, err, converged, writesAtRest, objects } = await simulated(files)
    t.match({ code, converged, writesAtRest }, { code: 0, converged: true, writesAtRest: 0 }, err)
    t.match(named(objects, 'ConfigMap', 'hello-message'), { data: { message: 'Hello from the Studio', replicas: '3' } })
    t.match(named(objects, 'MyResource', 'hello'), { status: { state: 'Ready', observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True' }] } })
    t.match(named(objects, 'HookRevision', 'greeting-3d7770c2f34a'), { status: { overrides: [{ user: 'studio', reason: 'applied from a file to a cluster in memory' }] } }, 'what runs unchecked says so')
  }
})

t.test('it is the same every time, and it can be waited for', async (t) => {
  const files = [file('greeting.yaml', greeting), file('hello.json', hello)]
  // How far it has come is told by the second of the wall, on the error output.
  const { err: _one, ...one } = await simulated(files, ['--seed', '7'])
  const { err: _other, ...other } = await simulated(files, ['--seed', '7'])
  t.strictSame(one, other)
  t.match(await simulated(files, ['--until', 'MyResource/hello=Ready']), { code: 0, converged: true })
})

t.test('parents follow what is applied later, and the API server says what the definition says', async (t) => {
  const files = [file('greeting.yaml', greeting), file('hello.json', hello)]
  const later = file('later.json', hello.replace('Hello from the Studio', 'Good night'))
  t.match(named((await simulated(files, ['--apply-at', '30s', later])).objects, 'ConfigMap', 'hello-message'), { data: { message: 'Good night' } })
  const wrong = file('wrong.json', hello.replace('"replicas": 3', '"replicas": "many"'))
  t.match(await simulated([file('greeting.yaml', greeting), wrong]), { code: 1, err: /spec\.replicas/ })
  t.match(await simulated([file('hello.json', hello)]), { code: 1, err: /KH_DOCUMENT_INVALID.*MyResource/s }, 'nothing defines it')
})

/** The example with other code. */
const programmed = (source: string): string => {
  const digest = createHash('sha256').update(source).digest('hex')
  const [before = ''] = greeting.split('  source: |\n')
  return `${before.replaceAll('3d7770c2f34a4a6cf51721e372d2fe1bb484e31e6b57f51a3f93e9caef79c284', digest).replaceAll('greeting-3d7770c2f34a', `greeting-${digest.slice(0, 12)}`)}  source: ${JSON.stringify(source)}\n`
}

t.test('a program that fails comes to no rest, and why is told', async (t) => {
  const reasons = {
    'throw new TypeError("no ink")': /MyResource default\/hello.*KH_PROGRAM_STOPPED.*no ink/s,
    'for (;;);': /KH_PROGRAM_STOPPED.*took longer than 500 ms/s,
    'return { status: {}, children: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }] }': /KH_GUARD/,
  }
  for (const [body, reason] of Object.entries(reasons)) {
    const files = [file('broken.yaml', programmed(`export const sync = () => { ${body} }\n`)), file('hello.json', hello)]
    t.match(await simulated(files, ['--for', '100ms']), { code: 1, converged: false, err: reason }, body)
  }
})

t.test('render gives the children of a program\'s parents, with the defaults of their definition', async (t) => {
  const parent = hello.replace(', "replicas": 3', '')
  const { code, out } = await runCommand(['render', file('greeting.yaml', greeting), file('hello.json', parent), '--parent', 'myresource/hello', '-o', 'json'])
  t.equal(code, 0)
  t.strictSame(JSON.parse(out).items.map(({ kind, metadata: { name }, data }: Named & { readonly data: object }) => ({ kind, name, data })), [{ kind: 'ConfigMap', name: 'hello-message', data: { message: 'Hello from the Studio', replicas: '1' } }])
  t.match(await runCommand(['render', file('hello.json', hello)]), { code: 1, err: /no controller serves example\.com\/v1 MyResource/ })
})

t.test('a program that fails renders nothing, and says why', async (t) => {
  const broken = file('broken.yaml', programmed('export const sync = () => { throw new TypeError("no ink") }\n'))
  t.match(await runCommand(['render', broken, file('hello.json', hello)]), { code: 1, out: '', err: /no ink/ })
  const invalid = file('invalid.yaml', greeting.replace('timeoutMs: 500', 'timeoutMs: soon'))
  t.match(await runCommand(['render', invalid, file('hello.json', hello)]), { code: 1, err: /spec\.limits\.timeoutMs/ }, 'its own controller says what is wrong with a program')
})

t.test('diff shows what another program does to the children', async (t) => {
  const source = readFileSync(new URL('program.ts', examples), 'utf8').replace('message: parent.spec.message,', 'message: parent.spec.message.toUpperCase(),')
  const [before, after] = [file('before.yaml', `${greeting}---\n${hello}`), file('after.yaml', `${programmed(source)}---\n${hello}`)]
  const { code, out, err } = await runCommand(['diff', before, after, '-o', 'json'])
  t.equal(code, 0, err)
  const changed = JSON.parse(out).find(({ object }: { readonly object: string }) => object.includes('hello-message'))
  t.match(changed, { effect: 'inPlace', changes: [{ path: 'data.message', from: 'Hello from the Studio', to: 'HELLO FROM THE STUDIO' }] })
})
