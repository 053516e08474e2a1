import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { browser, go, prometheus, promtool, provide, tools } from './needs.ts'
import { runTap } from './tap-run.ts'
import type { Counts } from './tap-run.ts'

// Runs everything of CI: types, lint, generated files, tests, pages in a browser, the chart, dashboards and alerts, scenarios on a real control plane. With
// --unit only what needs nothing but Node. Ends with one plain line, `N passed, N failed`.

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

/** What is missing fails, in words: a test that cannot run has not passed. */
const needs = (): Counts => {
  const missing = provide([browser, go, prometheus, promtool, ...tools])
  for (const words of missing) write(`== needs: ${words}`)
  return { passed: 0, failed: missing.length }
}

const tests = async (name: string, files: readonly string[]): Promise<Counts> => {
  const output = join(mkdtempSync(join(tmpdir(), 'kaspr-hooks-test-')), 'result.tap')
  write(`== ${name}: tap (all output in ${output})`)
  return runTap({ files, output, say: write })
}

/** Scenarios on a real API server, in a run of their own: they share one control plane. Its last line has the counts. */
const controlPlane = async (): Promise<Counts> => {
  write('== control plane: node scripts/test-cluster.ts')
  const child = spawn('node', ['scripts/test-cluster.ts'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  let counts: Counts = { passed: 0, failed: 1 }
  for await (const line of createInterface({ input: child.stdout })) {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? []
    if (passed === undefined) write(line)
    else counts = { passed: Number(passed), failed: Number(failed) }
  }
  const [code] = await ended
  return code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) }
}

const checks = (): readonly Counts[] => [
  step('types', ['tsc', '--noEmit', '-p', '.']),
  step('types of the page', ['tsc', '--noEmit', '-p', 'web']),
  step('lint', ['eslint', '.']),
  step('generated files', ['node', 'bin/kaspr-hooks.js', 'generate', '--check']),
  step('values of the chart', ['node', 'scripts/chart-values.ts', '--check']),
]

const asked = process.argv.slice(2)
const isUnit = asked.includes('--unit')
const files = asked.filter((argument) => argument !== '--unit')
const unitTests = () => tests('unit tests', files.length > 0 ? files : globSync('test/**/*.test.ts').filter((file) => !/^test\/(?:web|chart|monitoring|docs\/commands)\//.test(file)).toSorted())

/** Scenarios on the control plane mostly wait, so unit tests run beside them; what draws pages wants the machine for itself. */
const withMachinery = async (): Promise<readonly Counts[]> =>
  // Two runs that start side by side in a new clone would both build tap's plugins.
  // Helm is built with the control plane.
  [needs(), step('test runner', ['tap', 'build']), ...await Promise.all([unitTests(), controlPlane()]), await tests('chart', globSync('test/chart/**/*.test.ts')), await tests('monitoring', globSync('test/monitoring/**/*.test.ts')), await tests('commands of the pages', globSync('test/docs/commands/*.test.ts')), await tests('pages in a browser', globSync('test/web/**/*.test.ts'))]

const counts = [...checks(), ...(isUnit || files.length > 0 ? [await unitTests()] : await withMachinery())]
const passed = counts.reduce((sum, one) => sum + one.passed, 0)
const failed = counts.reduce((sum, one) => sum + one.failed, 0)
write(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
