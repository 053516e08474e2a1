import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { programOf, promtool } from '../../scripts/needs.ts'
import { at, rendered } from '../chart/helm.ts'

// Each alert on series of numbers, by Prometheus' own tool: it fires when it should, and not when it should not.

interface Cases { readonly tests: readonly { readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[] }[] }
interface Rules { readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[] }

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const run = (...args: readonly string[]) => spawnSync(programOf(promtool) ?? 'promtool', args, { cwd: new URL('.', import.meta.url), encoding: 'utf8' })

t.test('the rules are rules', async (t) => {
  const { status, stdout, stderr } = run('check', 'rules', '--lint=all', '--lint-fatal', '../../charts/kaspr-hooks/alerts.yaml')
  t.equal(status, 0, stdout + stderr)
})

t.test('every alert fires when it should, and only then', async (t) => {
  const { status, stdout, stderr } = run('test', 'rules', 'alerts.cases.yaml')
  t.equal(status, 0, stdout + stderr)
})

t.test('values of the page switch on what collects, what warns and what shows', async (t) => {
  const [, values = ''] = /^```yaml\n(serviceMonitor:[^`]*)```$/m.exec(read('../../docs/observability.md')) ?? []
  const objects = rendered(parse(values))
  t.strictSame(['ServiceMonitor', 'PrometheusRule'].map((kind) => objects.filter((object) => object.kind === kind).length), [1, 1])
  t.ok(objects.some(({ kind, metadata: { name, labels = {} } }) => kind === 'ConfigMap' && name.endsWith('-dashboards') && labels['grafana_dashboard'] === '1'))
  const rule = objects.find(({ kind }) => kind === 'PrometheusRule')
  t.strictSame(at(rule, 'spec', 'groups'), parse(read('../../charts/kaspr-hooks/alerts.yaml')).groups, 'word for word')
})

t.test('for every alert there is a case in which it fires, and one in which it does not', async (t) => {
  const rules: Rules = parse(read('../../charts/kaspr-hooks/alerts.yaml'))
  const cases: Cases = parse(read('alerts.cases.yaml'))
  const asked = cases.tests.flatMap((test) => test.alert_rule_test)
  const names = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert))
  const named = (isFiring: boolean): readonly string[] => asked.filter(({ exp_alerts: expected = [] }) => expected.length > 0 === isFiring).map(({ alertname }) => alertname)
  t.strictSame([...new Set(named(true))].toSorted(), names.toSorted())
  t.strictSame([...new Set(named(false))].toSorted(), names.toSorted())
})
