import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Runs everything of CI: types, lint, generated files, tests. Ends with one plain line, `N passed, N failed`.

interface Counts { readonly passed: number; readonly failed: number }

const write = (text: string): void => { process.stdout.write(`${text}\n`) }

const run = (command: readonly string[]): boolean => {
  const [program = '', ...args] = command
  return spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

const step = (name: string, command: readonly string[]): Counts => {
  write(`== ${name}: ${command.join(' ')}`)
  const good = run(command)
  write(`== ${name}: ${good ? 'good' : 'FAILED'}`)
  return good ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Counts of tap's summary line; a skipped or unfinished test counts as failed. */
const tapCounts = (tap: string, good: boolean): Counts => {
  const summary = [...tap.matchAll(/^# \{ (.*) \}$/gm)].at(-1)?.[1] ?? ''
  const count = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const passed = count('pass')
  const failed = count('total') - passed
  return { passed, failed: good && passed > 0 ? failed : Math.max(failed, 1) }
}

/** What people want to see of a long TAP text: one line a file, and every failure with its diagnostics. */
const shown = (tap: string): string => {
  const lines = tap.split('\n')
  const kept = lines.filter((line, index) => /^(ok|not ok|#) /.test(line) || isFailure(lines, index))
  return kept.join('\n')
}

const isFailure = (lines: readonly string[], index: number): boolean => {
  const start = lines.slice(Math.max(0, index - 60), index + 1).findLastIndex((line) => /^\s*(not )?ok /.test(line))
  const headline = lines.slice(Math.max(0, index - 60), index + 1)[start]
  return headline !== undefined && /^\s*not ok /.test(headline)
}

const tests = (files: readonly string[]): Counts => {
  const output = join(mkdtempSync(join(tmpdir(), 'kaspr-hooks-test-')), 'result.tap')
  write(`== tests: tap (all output in ${output})`)
  const file = openSync(output, 'w')
  const good = spawnSync('tap', ['--reporter=tap', ...files], { stdio: ['ignore', file, 'inherit'] }).status === 0
  const tap = readFileSync(output, 'utf8')
  write(shown(tap))
  return tapCounts(tap, good)
}

const counts = [
  step('types', ['tsc', '--noEmit', '-p', '.']),
  step('lint', ['eslint', '.']),
  step('generated files', ['node', 'bin/kaspr-hooks.js', 'generate', '--check']),
  tests(process.argv.slice(2)),
]
const passed = counts.reduce((sum, one) => sum + one.passed, 0)
const failed = counts.reduce((sum, one) => sum + one.failed, 0)
write(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
