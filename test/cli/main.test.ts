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
