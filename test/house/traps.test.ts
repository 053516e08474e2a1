import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const rows = readFileSync('docs/traps.md', 'utf8').split('\n').filter((line) => /^\| \d+ \|/.test(line)).map((line) => line.split('|').map((cell) => cell.trim()))
const evidence = rows.map(([, number = '', , , shown = '']) => ({ number, found: /^`([^`]+)` "(.+)"$/.exec(shown) }))

t.test('every trap has its line, once', async (t) => {
  t.strictSame(rows.map(([, number]) => Number(number)), Array.from({ length: 52 }, (_, index) => index + 1))
  t.strictSame(rows.filter((cells) => cells.length !== 6 || cells.slice(1, 5).some((cell) => cell === '')), [])
})

t.test('every line names a test that exists', async (t) => {
  t.strictSame(evidence.filter(({ found }) => found === null || !existsSync(found[1] ?? '')).map(({ number }) => number), [], 'file')
  t.strictSame(evidence.filter(({ found }) => !testNames(found?.[1] ?? '').some((name) => name.includes(found?.[2] ?? '?'))).map(({ number }) => number), [], 'test')
})

/** Lines that name a test or are a case of a table. */
const testNames = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => /\bt\.test\(|^\s*[[']/.test(line)) : []
