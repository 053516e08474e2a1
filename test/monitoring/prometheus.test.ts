import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parse } from 'yaml'
import { drivableService, drivenPrograms, drivenSteward, drivenStudio } from '../generate/fixtures/driven.ts'
import { chartFolder } from '../chart/helm.ts'
import { servePage } from './fixtures/page-server.ts'
import { startPrometheus } from './fixtures/prometheus.ts'
import type { RunningPrometheus } from './fixtures/prometheus.ts'

// What a real Prometheus makes of our metrics, the dashboard and the alerts.

interface Board { readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[]; readonly templating: { readonly list: readonly { readonly definition?: string }[] } }
interface Rules { readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[] }

const board: Board = JSON.parse(readFileSync(`${chartFolder}dashboards/kaspr-hooks.json`, 'utf8'))
const ruleFile = fileURLToPath(new URL('../../charts/kaspr-hooks/alerts.yaml', import.meta.url))
const rules: Rules = parse(readFileSync(ruleFile, 'utf8'))
const alerts = rules.groups.flatMap((group) => group.rules)

/** What Grafana puts in place of its variables when everything is chosen. */
const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replace(/"\$(?:namespace|app_name)"/g, '".*"')

const programs = (t: Parameters<typeof drivenPrograms>[0]) => Promise.all([drivenPrograms(t), drivenStudio(t), drivenSteward()])
const components = ['programs', 'studio', 'steward'] as const

/** Waits until every target was collected from so often. */
const collected = async (prometheus: RunningPrometheus, times: number): Promise<void> => {
  const least = async (): Promise<number> => {
    const { result } = Object(await prometheus.ask('query', { query: 'min(count_over_time(up[5m]))' }))
    return Number(result[0]?.value[1] ?? 0)
  }
  while (await least() < times) await sleep(100)
}

t.test('a real Prometheus collects from the service, and answers every question of the dashboard and the alerts', async (t) => {
  const service = await drivableService(t)
  await service.drive()
  const pages = await programs(t)
  const targets = await Promise.all(pages.map(async (page, index) => ({ address: await servePage(t, page), labels: { namespace: 'kaspr-hooks', component: components[index] ?? '' } })))
  const prometheus = await startPrometheus(t, { folder: t.testdir(), ruleFile, targets: [{ address: service.operations, labels: { namespace: 'kaspr-hooks', component: 'hooks' } }, ...targets] })
  await collected(prometheus, 2)
  await service.drive()
  await collected(prometheus, 5)
  const seriesOf = async (query: string): Promise<readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[]> => Object(await prometheus.ask('query', { query })).result

  t.test('every target is up', async (t) => {
    const { activeTargets } = Object(await prometheus.ask('targets'))
    t.strictSame(activeTargets.map(({ health, lastError }: { health: string; lastError: string }) => [health, lastError]), [['up', ''], ['up', ''], ['up', ''], ['up', '']])
  })

  t.test('every question of every panel gives series', async (t) => {
    const questions = board.panels.flatMap(({ title, targets: asked = [] }) => asked.map(({ expr }) => ({ title, expr })))
    t.ok(questions.length > 60)
    for (const { title, expr } of questions) t.ok((await seriesOf(filled(expr))).length > 0, `${title}: ${expr}`)
  })

  t.test('every choice of the dashboard has something to choose', async (t) => {
    for (const definition of board.templating.list.flatMap((variable) => variable.definition ?? [])) {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? []
      const values = await prometheus.ask(`label/${label}/values`, { 'match[]': filled(selector) })
      t.ok(Array.isArray(values) && values.length > 0, definition)
    }
  })

  t.test('labels of a resource are its own, not those of the pod that tells of it', async (t) => {
    const [series] = await seriesOf('kasprop_reconcile_total')
    t.match(series?.metric, { namespace: 'shop', app_name: 'orders', component: 'hooks' })
    t.match((await seriesOf('kaspr_hooks_build_info'))[0]?.metric, { namespace: 'kaspr-hooks' })
  })

  t.test('the first event of a series is an increase: an alert hears of it', async (t) => {
    const [held] = await seriesOf('sum(increase(kaspr_hooks_guard_violations_total[1m]))')
    t.ok(Number(held?.value[1]) > 0)
    t.ok((await seriesOf('kaspr_hooks_guard_violations_total == 0')).length > 20, 'rules that nobody broke are there')
    t.ok((await seriesOf('kaspr_steward_operations_total{state="Failed"} == 0')).length > 0)
  })

  t.test('every alert is evaluated without a mistake, over series that there are', async (t) => {
    const { groups } = Object(await prometheus.ask('rules'))
    const states = groups.flatMap((group: { rules: readonly { name: string; health: string; lastError?: string }[] }) => group.rules)
    t.strictSame(states.map(({ name, health, lastError = '' }: { name: string; health: string; lastError?: string }) => [name, health, lastError]), alerts.map(({ alert }) => [alert, 'ok', '']))
    for (const { alert, expr } of alerts) {
      const selectors = expr.match(/\bkaspr_\w+(?:\{[^}]*\})?/g) ?? []
      t.ok(selectors.length > 0, alert)
      for (const selector of selectors) t.ok((await seriesOf(selector)).length > 0, `${alert}: ${selector}`)
    }
  })
})
