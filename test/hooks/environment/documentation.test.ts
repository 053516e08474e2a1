import { existsSync, readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { supportedKeys } from '../../../hooks/environment/environment/compose/supported-keys.ts'
import { dangerousKeys } from '../../../hooks/environment/environment/compose/dangerous-keys.ts'

const root = new URL('../../../', import.meta.url)
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const page = textOf('docs/environment.md')
const settings = textOf('hooks/environment/environment/settings.ts')

/** Rows of the table below a heading, as cells. */
const table = (heading: string): readonly (readonly string[])[] => {
  const section = page.slice(page.indexOf(`\n${heading}\n`)).split('\n').slice(2)
  const from = section.findIndex((line) => line.startsWith('| --- '))
  const lines = section.slice(from + 1)
  return lines.slice(0, lines.findIndex((line) => !line.startsWith('|'))).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}
const words = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, word]) => word ?? [])

t.test('every setting is in the table, with its default', async (t) => {
  const rows = table('## Settings')
  const known = [...settings.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, name]) => name)
  t.strictSame(rows.flatMap(([name]) => words(name)).toSorted(), [...new Set(known)].toSorted())
  const defaults = /const absent = \{([^}]*)\}/.exec(settings)?.[1] ?? ''
  t.strictSame(rows.flatMap(([, value]) => words(value)).toSorted(), [...defaults.matchAll(/: '([^']*)'/g)].map(([, value]) => value).toSorted())
})

t.test('every key of a compose service is in the table', async (t) => {
  const listed = table('### docker-compose').flatMap(([keys]) => words(keys)).map((key) => key.split('.')[0] ?? '').filter((key) => key !== 'context' && key !== 'dockerfile')
  t.strictSame(listed.toSorted(), Object.keys(supportedKeys).filter((key) => !Object.hasOwn(dangerousKeys, key)).toSorted())
})

t.test('every row of Part C is answered, and the tests that it names are there', async (t) => {
  const rows = table('## What upstream got wrong')
  const numbers = rows.flatMap(([cell = '']) => cell.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split('–')
    return first.startsWith('S') ? [first] : Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => String(Number(first) + at))
  }))
  t.strictSame(numbers, [...Array.from({ length: 12 }, (_, at) => `S${at + 1}`), ...Array.from({ length: 32 }, (_, at) => String(at + 1))])
  const tests = readdirSync(new URL('test/', root), { encoding: 'utf8', recursive: true }).map((path) => path.split('/').at(-1))
  t.strictSame(rows.flatMap(([, cell]) => words(cell)).filter((word) => word.endsWith('.test.ts') && !tests.includes(word)), [])
  const own = textOf('test/hooks/environment/part-c.test.ts') + textOf('test/hooks/environment/part-c-security.test.ts')
  for (const row of ['S1', 'S2', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12', '1', '2', '8', '9', '10', '11', '12', '13', '14', '25', '26', '28', '29', '30', '31']) t.match(own, `t.test('${row}: `, row)
})

t.test('files that it names are there', async (t) => {
  t.strictSame([...page.matchAll(/(?:examples|test)\/[\w/.-]+\.(?:yaml|ts)/g)].map(([path]) => path).filter((path) => !existsSync(new URL(path, root))), [])
})
