import t from 'tap'
import { runCommand } from '../cli/terminal.ts'

const named = (...parts: readonly string[]) => ['env', 'name', '--team', parts[0] ?? '', '--project', parts[1] ?? '', '--environment', parts[2] ?? '']

t.test('the name of an environment is printed', async (t) => {
  t.strictSame(await runCommand(named('acme', 'shop', 'pr7')), { code: 0, out: 'acme-shop-pr7\n', err: '' })
  t.match(await runCommand(named('acme', 'shop', 'pr-7')), { code: 0, out: /^acme-shop-pr-7-[0-9a-f]{8}\n$/, err: '' })
})

t.test('as JSON it comes with its namespace and its parts', async (t) => {
  const { code, out } = await runCommand([...named('acme', 'shop', 'pr7'), '-o', 'json'])
  t.equal(code, 0)
  t.strictSame(JSON.parse(out), { name: 'acme-shop-pr7', namespace: 'acme-shop-pr7', team: 'acme', project: 'shop', environment: 'pr7' })
})

t.test('a team that no name can begin with is told on standard error', async (t) => {
  t.match(await runCommand(named('Team A', 'shop', 'pr7')), { code: 0, out: /^team-a-shop-pr7-/, err: /spec\.team .* not Team A\n$/ })
})

t.test('wrong usage is exit code 2 with the reason', async (t) => {
  for (const [args, reason] of [
    [['env'], 'say name'], [['env', 'names'], 'say name, not names'], [['env', 'name', 'acme'], 'say name, not name acme'],
    [['env', 'name', '--team', 'acme', '--project', 'shop'], '--environment takes'], [named('acme', '///', 'pr7'), '--project takes .* not ///'],
    [[...named('acme', 'shop', 'pr7'), '-o', 'yaml'], '-o takes text or json'], [['env', 'name', '--stage', 'x'], 'stage'],
  ] as const) {
    t.match(await runCommand(args), { code: 2, out: '', err: new RegExp(`^KH_USAGE: .*${reason}`) }, args.join(' '))
  }
  t.match(await runCommand(['env', '--help']), { code: 0, out: /Example: kaspr-hooks env name --team/ })
})
