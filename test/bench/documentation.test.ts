import { readFileSync } from 'node:fs'
import t from 'tap'
import { capacityOptions } from '../../bench/capacity/options.ts'
import { defaultLimits } from '../../src/server/limits.ts'
import { pageAt, tableOf } from '../docs/page.ts'

const path = 'docs/operations-and-capacity.md'
const text = readFileSync(path, 'utf8')

/** The rules of the page. */
const computed = (apps: number, agents: number, qps: number): readonly number[] => {
  const objects = apps * (8 + 2 * agents)
  return [Math.round(apps * (9 + 8 * agents) / qps), Math.round(apps * (1 + agents) / qps), objects, Math.ceil((45 + objects * 70 / 1024) / 5) * 5]
}

t.test('the capacity table follows from the rules beside it', (t) => {
  const rows = tableOf(pageAt(path), 'KasprApps × agents')
  t.ok(rows.length >= 5)
  for (const [size = '', ...cells] of rows) {
    const [apps = 0, agents = 0] = size.split(' × ').map(Number)
    const [qps = 0, burst = 0, workers = 0, ...rest] = cells.map(Number)
    t.equal(burst, 2 * qps, size)
    t.ok(workers >= 5, size)
    t.strictSame(rest.slice(0, 4), computed(apps, agents, qps), size)
  }
  t.end()
})

t.test('every load that the pages name is one that can be asked for', (t) => {
  const commands = [text, readFileSync('docs/comparison.md', 'utf8')].flatMap((page) => [...page.matchAll(/node bench\/capacity\.ts ([^`\n]*)/g)]).map(([, args = '']) => args.trim())
  t.ok(commands.length >= 2)
  for (const command of commands) t.ok(capacityOptions(command.split(' ')), command)
  t.end()
})

t.test('alerts and metrics of the page exist', (t) => {
  const alerts = [...readFileSync('charts/kaspr-hooks/alerts.yaml', 'utf8').matchAll(/alert: (\w+)/g)].map(([, name = '']) => name)
  const named = [...text.matchAll(/`(Kaspr[A-Z]\w+)`/g)].map(([, name = '']) => name)
  t.strictSame(named.filter((name) => !alerts.includes(name)), [])
  const metrics = readFileSync('docs/reference/metrics.md', 'utf8')
  t.strictSame([...text.matchAll(/`(kaspr_\w+)`/g)].filter(([, name = '']) => !metrics.includes(name)), [])
  t.end()
})

t.test('limits are those of the service', (t) => {
  const mebibytes = (bytes: number): string => `${bytes / 2 ** 20} MiB`
  t.match(text, `| body of a request | ${mebibytes(defaultLimits.bodyBytes)}; a warning and a metric from ${mebibytes(defaultLimits.largeBytes)} |`)
  t.match(text, `| ${defaultLimits.requestsInWork}, or ${mebibytes(defaultLimits.bytesInWork)} together |`)
  t.end()
})
