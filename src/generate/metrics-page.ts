import type { Controller } from '../kit/controller.ts'
import type { MetricShape } from '../kit/metric.ts'
import { code, page, paragraph, prose, table } from './markdown.ts'
import { allTables } from './metric-table.ts'
import type { MetricTables } from './metric-table.ts'

/** The table of all metrics. */
export const metricsPage = (controllers: readonly Controller[], tables: MetricTables): string => page([
  '# Metrics',
  paragraph(
    'Every process answers `/metrics` in the text format of Prometheus, with the usual metrics of a Node process besides these.',
    'The dashboard `charts/kaspr-hooks/dashboards/kaspr-hooks.json` has a panel for each of them.',
  ),
  paragraph(
    'The label `namespace` is that of the resource. Scrape with `honorLabels: true`, otherwise Prometheus renames it to',
    '`exported_namespace` and puts the namespace of the scraped pod in its place.',
  ),
  paragraph(
    'With several replicas counters add up: sum over all of them. A gauge of a controller is told by the replica that answered',
    'last, so take the largest; a replica that was not asked about a resource for 15 minutes forgets its gauges. Counters count',
    'what changes between the observed status and the answered one: where writing the status fails they count again.',
    'A metric keeps 10 000 label sets; of more, those that were silent longest go.',
  ),
  ...allTables(controllers, tables).flatMap(({ title, metrics }) => [
    `## ${title}`,
    table(['Metric', 'Type', 'Labels', 'Meaning', 'Other than in kaspr-operator'], metrics.map(row), ''),
  ]),
  ...(tables.leftOut.length === 0 ? [] : ['## Left out', table(['Metric of kaspr-operator', 'Why it is gone'], tables.leftOut.map(({ name, why }) => [code(name), prose(why)]), '')]),
])

const row = ({ name, type, labels, help, buckets, difference = '' }: MetricShape): readonly string[] => [
  code(name),
  buckets === undefined ? type : `${type}: ${buckets.join(', ')}`,
  labels.map(code).join(', '),
  prose(help),
  prose(difference),
]
