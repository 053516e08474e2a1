import { formatDuration } from '../../kit/duration.ts'
import type { Run } from '../../simulation/run-record.ts'

const titles = ['STARTED', 'TOOK', 'RESULT', 'PARENT', 'POD', 'LABELS']

/** The runs as a table, and one line about all runs of each parent. */
export const runsText = (runs: readonly Run[]): string => {
  if (runs.length === 0) return 'no pod ran to an end\n'
  const parents = Map.groupBy(runs, ({ parent }) => parent)
  const telling = new Map([...parents].map(([parent, own]) => [parent, tellingLabels(own)]))
  const rows = [titles, ...runs.map((run) => rowOf(run, telling.get(run.parent) ?? []))]
  const widths = titles.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const table = rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('')
  return `${table}\n${[...parents].map(([parent, own]) => `${summary(parent, own)}\n`).join('')}`
}

/** Labels whose values differ between the runs of one parent. */
const tellingLabels = (runs: readonly Run[]): readonly string[] =>
  [...new Set(runs.flatMap(({ labels }) => Object.keys(labels)))].filter((name) => new Set(runs.map(({ labels }) => labels[name])).size > 1)

const rowOf = (run: Run, telling: readonly string[]): readonly string[] => [
  run.started.slice(0, 19).replace('T', ' '),
  run.seconds === undefined ? '-' : took(run.seconds),
  resultOf(run),
  run.parent === '' ? '-' : run.parent,
  run.pod.replace(/^.*[ /]/, ''),
  telling.flatMap((name) => run.labels[name] === undefined ? [] : `${shortName(name)}=${run.labels[name]}`).join(' '),
]

const took = (seconds: number): string => formatDuration(seconds < 1 ? Math.round(seconds * 1000) : Math.floor(seconds) * 1000)

const resultOf = ({ result, exitCode, reason }: Run): string => {
  const why = reason ?? (exitCode === undefined ? undefined : `exit code ${exitCode}`)
  return why === undefined ? result : `${result}, ${why}`
}

/** As kubectl titles columns of labels: without the prefix. */
const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

const summary = (parent: string, runs: readonly Run[]): string => {
  const results = [...Map.groupBy(runs, ({ result }) => result)].map(([result, own]) => `${own.length} ${result}`)
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`
  return `${parent === '' ? 'Pods of nobody' : parent}: ${[count, ...results].join(', ')}, never more than ${mostAtOnce(runs)} at a time`
}

/** One that ends when another starts is over by then, and one that took no time is beside nobody. */
const mostAtOnce = (runs: readonly Run[]): number => {
  const steps = runs.filter(({ seconds }) => seconds !== 0).flatMap(({ started, seconds }) => {
    const start = Date.parse(started)
    return [{ at: start, by: 1 }, ...(seconds === undefined ? [] : [{ at: start + seconds * 1000, by: -1 }])]
  }).toSorted((a, b) => a.at - b.at || a.by - b.by)
  let [now, most] = [0, 1]
  for (const { by } of steps) {
    now += by
    most = Math.max(most, now)
  }
  return most
}
