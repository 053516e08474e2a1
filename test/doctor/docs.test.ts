import { readFileSync } from 'node:fs'
import t from 'tap'
import { checks } from '../../doctor/checks.ts'
import { doctor } from '../../doctor/command.ts'
import { severities } from '../../doctor/finding.ts'
import { traps } from '../../doctor/traps.ts'

const page = readFileSync('docs/doctor.md', 'utf8')

t.test('the page lists every check with what it looks at and its codes, in their order', async (t) => {
  const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|.*\| `[A-Z]/.test(line))
  t.strictSame(rows, checks.map(({ name, looksAt, codes }) =>
    `| \`${name}\` | ${looksAt} | ${Object.entries(codes).map(([code, { severity }]) => `\`${code}\` (${severity})`).join(', ')} |`))
})

t.test('the page explains every failed sync in the words of the program', async (t) => {
  for (const [code, { why }] of Object.entries(traps)) t.ok(page.includes(`| \`${code}\` | ${why} |`), code)
})

t.test('the page names every severity, and options that exist', async (t) => {
  for (const severity of severities) t.match(page, `| \`${severity}\` |`)
  const commands = page.split('\n').filter((line) => line.startsWith('kaspr-hooks doctor'))
  t.ok(commands.length > 0)
  const named = commands.flatMap((line) => [...line.matchAll(/ --([a-z-]+)/g)].map(([, name = '']) => name))
  t.strictSame(named.filter((name) => doctor.options[name] === undefined), [])
})
