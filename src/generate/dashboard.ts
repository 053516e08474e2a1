import type { MetricShape } from '../kit/metric.ts'
import { mark } from './generated-file.ts'
import type { MetricTable } from './metric-table.ts'
import { queriesOf } from './promql.ts'

/** Schema of dashboards that Grafana 12 writes; older ones from 10 on read it, too. */
const schemaVersion = 41
const datasource = { type: 'prometheus', uid: '${datasource}' } as const
/** Labels that people may narrow down, the first one first. */
const choices = ['namespace', 'app_name'] as const
const width = 8
const height = 8
const columns = 24 / width

interface Place { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** A dashboard for Grafana with a panel for every metric, in rows as they come first. Its first line carries the mark. */
export const dashboard = (tables: readonly MetricTable[]): string => {
  const metrics = tables.flatMap((table) => table.metrics)
  const chosen = choices.filter((label) => metrics.some(({ labels }) => labels.includes(label)))
  const text = JSON.stringify({
    description: mark,
    uid: 'kaspr-hooks',
    title: 'Kaspr Hooks',
    tags: ['kaspr-hooks'],
    schemaVersion,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: '',
    annotations: { list: [] },
    links: [],
    templating: { list: [datasourceVariable, ...chosen.map((label, index) => choice(label, metrics, chosen.slice(0, index)))] },
    panels: panelsOf(metrics, chosen),
  }, undefined, 2)
  return `${text.replace(/^\{\s+/, '{ ')}\n`
}

const datasourceVariable = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1, hide: 0, includeAll: false, multi: false, current: {} }

/** Values of a label, within what was chosen before it. */
const choice = (label: string, metrics: readonly MetricShape[], within: readonly string[]): object => {
  const metric = metrics.find(({ type, labels }) => type !== 'histogram' && [...within, label].every((one) => labels.includes(one)))
  const narrowed = within.map((one) => `${one}=~"$${one}"`).join(',')
  const query = `label_values(${metric?.name ?? ''}${narrowed === '' ? '' : `{${narrowed}}`}, ${label})`
  return { name: label, label, type: 'query', datasource, definition: query, query: { query, refId: label }, refresh: 2, sort: 1, hide: 0, includeAll: true, allValue: '.*', multi: true, current: {} }
}

const panelsOf = (metrics: readonly MetricShape[], chosen: readonly string[]): readonly object[] => {
  const rows = Map.groupBy(metrics, ({ panel }) => panel.row)
  const panels: object[] = []
  let y = 0
  for (const [title, shown] of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] })
    shown.forEach((metric, index) => {
      const place = { x: index % columns * width, y: y + 1 + Math.floor(index / columns) * height, w: width, h: height }
      panels.push(panelOf(metric, chosen, { id: panels.length + 1, place }))
    })
    y += 1 + Math.ceil(shown.length / columns) * height
  }
  return panels
}

const panelOf = (metric: MetricShape, chosen: readonly string[], { id, place }: { readonly id: number; readonly place: Place }): object => ({
  id,
  type: 'timeseries',
  title: metric.panel.title,
  description: `${metric.help} (${metric.name})`,
  datasource,
  gridPos: place,
  fieldConfig: { defaults: { unit: unitOf(metric), min: 0, custom: metric.panel.rare === true ? { drawStyle: 'bars', fillOpacity: 60 } : { drawStyle: 'line', fillOpacity: 10 } }, overrides: [] },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queriesOf(metric, chosen).map(({ expr, legend }, index) => ({ refId: String.fromCharCode(65 + index), datasource, expr, legendFormat: legend === '' ? metric.panel.title : legend, range: true })),
})

const unitOf = ({ name, type, panel }: MetricShape): string => {
  if (type === 'counter') return panel.rare === true ? 'short' : 'ops'
  if (/_seconds$/.test(name)) return 's'
  return /_bytes(_|$)/.test(name) ? 'bytes' : 'short'
}
