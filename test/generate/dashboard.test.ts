import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { metricTables } from '../../src/cli/generate.ts'
import { dashboard } from '../../src/generate/dashboard.ts'
import { isGenerated } from '../../src/generate/generated-file.ts'
import { allTables } from '../../src/generate/metric-table.ts'
import { metricsPage } from '../../src/generate/metrics-page.ts'
import { drivenPrograms, drivenService, drivenSteward, drivenStudio } from './fixtures/driven.ts'
import { labelsByName } from '../server/fixtures/page.ts'

interface Target { readonly expr: string; readonly refId: string }
interface Panel { readonly id: number; readonly type: string; readonly title: string; readonly targets?: readonly Target[]; readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>> }
interface Board { readonly schemaVersion: number; readonly panels: readonly Panel[]; readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown; readonly definition?: string }[] } }

const text = dashboard(allTables(controllers, metricTables))
const board: Board = JSON.parse(text)
const metrics = allTables(controllers, metricTables).flatMap((table) => table.metrics)
const expressions = [...board.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)), ...board.templating.list.flatMap(({ definition }) => definition ?? [])]

/** Series that a question reads, with every label that it uses of them. */
const readsOf = (expr: string): readonly { readonly name: string; readonly labels: readonly string[] }[] => {
  const grouped = [...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(', '))
  const asked = /^label_values\(.*, (\w+)\)$/.exec(expr)?.[1]
  return [...expr.matchAll(/\b((?:kasp|hook_|studio_)\w+)(?:\{([^}]*)\})?/g)].filter(([name]) => !/^kasp\w+=/.test(name)).map(([, name = '', matchers = '']) => ({
    name, labels: [...grouped, ...(asked === undefined ? [] : [asked]), ...[...matchers.matchAll(/(\w+)=~/g)].map(([, label = '']) => label)],
  }))
}

t.test('every series and every label that a panel reads is on a real metrics page', async (t) => {
  const pages = [labelsByName(await drivenService(t)), labelsByName(await drivenSteward()), labelsByName(await drivenPrograms(t)), labelsByName(await drivenStudio(t))]
  const known = (name: string): ReadonlySet<string> | undefined => pages.map((page) => page.get(name)).find((labels) => labels !== undefined)
  for (const expr of expressions) {
    const reads = readsOf(expr)
    t.ok(reads.length > 0, expr)
    for (const { name, labels } of reads) t.strictSame(labels.filter((label) => known(name)?.has(label) !== true), [], `${name} has ${labels.join(', ')}`)
  }
  for (const { name, type } of metrics) t.ok(known(type === 'histogram' ? `${name}_count` : name) !== undefined, `${name} is exported`)
})

t.test('every metric has its panel, in the row that it belongs to', async (t) => {
  for (const { name } of metrics) t.ok(expressions.some((expr) => readsOf(expr).some((read) => read.name.replace(/_(bucket|sum|count)$/, '') === name)), name)
  t.strictSame(board.panels.filter(({ type }) => type === 'row').map(({ title }) => title), ['Overview', 'Members', 'Rebalance', 'Hung members', 'Packages', 'Hooks service', 'Programs', 'Steward', 'Studio'])
})

t.test('counters are read as rates, gauges as the largest, histograms by quantiles', async (t) => {
  const of = (name: string): readonly string[] => expressions.filter((expr) => expr.includes(name) && !expr.startsWith('label_values'))
  const chosen = '{namespace=~"$namespace",app_name=~"$app_name"}'
  t.strictSame(of('kasprop_reconcile_total'), [`sum by (trigger_source, result) (rate(kasprop_reconcile_total${chosen}[$__rate_interval]))`])
  t.strictSame(of('kasprop_rebalance_total'), [`sum by (app_name, trigger_reason, result) (increase(kasprop_rebalance_total${chosen}[$__rate_interval]))`])
  t.strictSame(of('kaspr_steward_leader'), ['max (kaspr_steward_leader)'])
  const [median, , , mean] = of('kaspr_hooks_request_duration_seconds')
  t.equal(median, 'histogram_quantile(0.5, sum by (controller, le) (rate(kaspr_hooks_request_duration_seconds_bucket[$__rate_interval])))')
  t.match(mean, /^sum by \(controller\) \(rate\(.*_sum\[\$__rate_interval\]\)\) \/ sum by \(controller\) \(rate\(.*_count\[/)
})

t.test('the file is what Grafana takes, and ours', async (t) => {
  t.ok(isGenerated(text))
  t.ok(board.schemaVersion >= 39)
  const ids = board.panels.map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length, 'no id twice')
  t.strictSame(board.templating.list.map(({ name }) => name), ['datasource', 'namespace', 'app_name'])
  for (const { targets = [] } of board.panels) t.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length)
  const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, index) => `${x + index % w},${y + Math.floor(index / w)}`))
  t.equal(new Set(cells).size, cells.length, 'no panel over another')
  t.ok(board.panels.every(({ gridPos: { x, w } }) => x + w <= 24))
})

t.test('the page lists every metric once, and those that are gone with the reason', async (t) => {
  const page = metricsPage(controllers, metricTables)
  for (const name of [...metrics.map((metric) => metric.name), ...metricTables.leftOut.map((metric) => metric.name)]) {
    t.equal(page.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`)).length, 1, name)
  }
  t.equal(metricTables.leftOut.filter(({ name }) => metrics.some((metric) => metric.name === name)).length, 0)
})
