import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'
import { runCommand } from './terminal.ts'

t.test('without a command the usage is shown and the exit code is 2', async (t) => {
  const { code, out } = await runCommand([])
  t.equal(code, 2)
  for (const { name } of commands) t.match(out, new RegExp(`^  ${name} `, 'm'))
})

t.test('--help shows the usage with exit code 0', async (t) => {
  t.match(await runCommand(['--help']), { code: 0, err: '' })
})

for (const { name } of commands) {
  t.test(`${name} --help has an example`, async (t) => {
    const { code, out } = await runCommand([name, '--help'])
    t.equal(code, 0)
    t.match(out, /Usage: kaspr-hooks/)
    t.match(out, /Example: kaspr-hooks/)
  })
  t.test(`${name} with an unknown option is wrong usage`, async (t) => {
    const { code, out, err } = await runCommand([name, '--no-such-option'])
    t.equal(code, 2)
    t.equal(out, '')
    t.match(err, /^KH_USAGE: /)
  })
}

t.test('an unknown command is wrong usage', async (t) => {
  t.match(await runCommand(['fly']), { code: 2, out: '', err: /^KH_USAGE: unknown command fly\n/ })
})

const listing = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
const { main } = await import('${new URL('../../src/cli/main.ts', import.meta.url).href}')
await main([process.argv[1], '--help'], { out: () => undefined, err: () => undefined, stdin: async () => '', env: {}, now: () => '' })
console.log(JSON.stringify(loaded))
`

t.test('what runs for months loads no other commands beside it', async (t) => {
  const run = promisify(execFile)
  for (const name of ['serve', 'steward', 'studio']) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', listing, name])
    const loaded: readonly string[] = JSON.parse(stdout)
    t.ok(loaded.some((url) => url.endsWith(`/src/cli/${name}.ts`)), name)
    t.strictSame(loaded.filter((url) => /\/src\/cli\/(commands|generate|simulate)\.ts$|\/node_modules\/typescript\//.test(url)), [], name)
  }
})
