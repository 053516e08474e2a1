import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
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

/** Counts of the last summary line that tap wrote; a skipped or unfinished test counts as failed. */
const tapCounts = (file: string, good: boolean): Counts => {
  const summary = existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(/^# \{ (.*) \}$/gm)].at(-1)?.[1] ?? '' : ''
  const count = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const passed = count('pass')
  const failed = count('total') - passed
  return { passed, failed: good && passed > 0 ? failed : Math.max(failed, 1) }
}

const tests = (files: readonly string[]): Counts => {
  const output = join(mkdtempSync(join(tmpdir(), 'kaspr-hooks-test-')), 'result.tap')
  write('== tests: tap')
  return tapCounts(output, run(['tap', '--reporter=terse', `--output-file=${output}`, ...files]))
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
