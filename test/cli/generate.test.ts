import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'
import type { Terminal } from '../../src/cli/command.ts'
import { generate, generateCommand } from '../../src/cli/generate.ts'
import { release } from '../../src/cli/release.ts'
import { main } from '../../src/cli/main.ts'
import { toy, toybox, toys } from '../generate/toys.ts'

interface Said { readonly code: number; readonly out: string; readonly err: string }

const said = async (run: (terminal: Terminal) => Promise<number>): Promise<Said> => {
  const texts: { out: string; err: string } = { out: '', err: '' }
  const code = await run({
    out: (text) => { texts.out += text },
    err: (text) => { texts.err += text },
    stdin: async () => '',
    env: {},
    now: () => '2026-01-01T00:00:00Z',
  })
  return { code, ...texts }
}

const generated = (out: string, of: Parameters<typeof generateCommand>[0], check = false): Promise<Said> =>
  said((terminal) => generateCommand(of).run({ positionals: [], values: { out, check } }, terminal))

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false)

t.test('writes everything once and then nothing', async (t) => {
  const dir = t.testdir()
  const first = await generated(dir, toys)
  t.equal(first.code, 0)
  t.match(first.out, 'made crds/toys.toys.example.com.yaml\n')
  t.match(await readFile(join(dir, 'metacontroller/composite-toy.yaml'), 'utf8'), `/hooks/toy/sync?release=${await release()}\n`)
  t.strictSame(await generated(dir, toys), { code: 0, out: 'all generated files are up to date\n', err: '' })
  t.strictSame(await generated(dir, toys, true), { code: 0, out: 'all generated files are up to date\n', err: '' })
})

t.test('checks without writing', async (t) => {
  const dir = t.testdir()
  const empty = await generated(dir, toys, true)
  t.equal(empty.code, 1)
  t.match(empty.out, /^missing charts\/kaspr-hooks\/dashboards\/kaspr-hooks\.json\n(?:missing charts\/.*\n)+missing crds\/kustomization\.yaml\n/)
  t.notOk(await exists(join(dir, 'crds')))
  await generated(dir, toys)
  await writeFile(join(dir, 'metacontroller/rbac.yaml'), 'edited\n')
  const stale = await generated(dir, toys, true)
  t.equal(stale.code, 1)
  t.equal(stale.out, 'stale metacontroller/rbac.yaml\n')
  t.match(stale.err, 'npm run generate')
  t.equal(await readFile(join(dir, 'metacontroller/rbac.yaml'), 'utf8'), 'edited\n')
})

t.test('removes what nothing makes any more and keeps files of people', async (t) => {
  const dir = t.testdir()
  await generated(dir, [toy, toybox])
  await mkdir(join(dir, 'crds/notes'), { recursive: true })
  await writeFile(join(dir, 'crds/notes/mine.yaml'), 'mine: true\n')
  const checked = await generated(dir, [toy], true)
  t.match(checked.out, 'superfluous crds/toyboxes.kaspr.io.yaml\n')
  const less = await generated(dir, [toy])
  t.match(less.out, 'removed metacontroller/composite-toybox.yaml\n')
  t.match(less.out, 'changed metacontroller/rbac.yaml\n')
  t.notOk(await exists(join(dir, 'docs/reference/toybox.md')))
  t.ok(await exists(join(dir, 'crds/notes/mine.yaml')))
  t.equal((await generated(dir, [toy], true)).code, 0)
})

t.test('says which file it cannot write or read', async (t) => {
  const blocked = t.testdir({ crds: 'a file' })
  await t.rejects(generated(blocked, toys), { code: 'KH_FILE_UNREADABLE', message: /crds/ })
  const occupied = t.testdir({ metacontroller: { 'rbac.yaml': {} } })
  await t.rejects(generated(occupied, toys), { code: 'KH_FILE_UNREADABLE', message: /rbac\.yaml/ })
})

t.test('is a command of the command line', async (t) => {
  t.ok(commands.includes(generate))
  const dir = t.testdir()
  const help = await said((terminal) => main(['generate', '--help'], terminal))
  t.equal(help.code, 0)
  t.match(help.out, /Example: kaspr-hooks generate --check/)
  t.equal((await said((terminal) => main(['generate', '--out', dir], terminal))).code, 0)
  t.equal((await said((terminal) => main(['generate', '--check', '--out', dir], terminal))).code, 0)
  t.strictSame(await said((terminal) => main(['generate', 'more'], terminal)), {
    code: 2, out: '', err: 'KH_USAGE: generate takes no arguments, got more\nSee: kaspr-hooks generate --help\n',
  })
})
