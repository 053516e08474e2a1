import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { traceSettings } from '../../src/server/trace-settings.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { rendered, template } from '../chart/helm.ts'
import { started } from '../package/program.ts'
import { openCollector } from '../server/fixtures/collector.ts'
import { pageAt, tableOf, words } from './page.ts'

const page = pageAt('docs/tracing.md')
const blockOf = (language: string): string => page.blocks.find((block) => block.language === language)?.text ?? ''
const named = (source: string, pattern: RegExp): readonly string[] => [...new Set([...readFileSync(source, 'utf8').matchAll(pattern)].map(([, name = '']) => name))].toSorted()
const listed = (head: string): readonly string[] => tableOf(page, head).flatMap(([cell]) => words(cell)).toSorted()

t.test('the values that it shows are values of the chart, and open the way', async (t) => {
  const values = trusted<object>(parse(blockOf('yaml')))
  t.match(template(values), { status: 0 })
  const text = JSON.stringify(rendered(values))
  t.match(text, '"OTEL_EXPORTER_OTLP_ENDPOINT","value":"http://collector.observability:4318"')
  t.match(text, '"kubernetes.io/metadata.name":"observability"')
})

t.test('the command that it shows sends traces', async (t) => {
  const collector = await openCollector(t)
  const command = blockOf('sh').trim()
  t.match(command, /^OTEL_EXPORTER_OTLP_ENDPOINT=\S+ npx kaspr-hooks serve$/)
  const here = command.replace('http://localhost:4318', collector.url).replace('npx kaspr-hooks', `exec '${process.execPath}' bin/kaspr-hooks.js`)
  const { said, process: child, ended } = started({ command: ['bash', '-c', `${here} --host 127.0.0.1 --port 0 --operations-port 0 --drain-seconds 0`], cwd: process.cwd(), env: { PATH: process.env['PATH'] ?? '' } })
  t.teardown(() => child.kill('SIGKILL'))
  const [, hooks = ''] = await said(/"hooks":"([^"]+)"/) ?? []
  await fetch(`${hooks}/hooks/kasprapp/sync`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: readFileSync('examples/requests/kasprapp-sync.json') })
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.equal(collector.spans().length, 1)
})

t.test('it lists every variable that is read, and every attribute that is sent', async (t) => {
  t.strictSame(listed('Variable'), named('src/server/trace-settings.ts', /'(OTEL_[A-Z_]+)'/g))
  t.strictSame(listed('Attribute'), named('src/server/trace-attributes.ts', /'([a-z_]+(?:\.[a-z_]+)+)'/g))
})

t.test('what stands for an absent variable is what the program takes', async (t) => {
  const { timeoutMilliseconds, serviceName, sampler, ratio, delayMilliseconds, queue } = traceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }) ?? {}
  const absent = new Map(tableOf(page, 'Variable').map(([name = '', , without = '']) => [words(name)[0], without.replaceAll('`', '')]))
  t.match(Object.fromEntries(absent), {
    OTEL_EXPORTER_OTLP_TIMEOUT: String(timeoutMilliseconds), OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: String(ratio),
    OTEL_BSP_SCHEDULE_DELAY: String(delayMilliseconds), OTEL_BSP_MAX_QUEUE_SIZE: String(queue),
  })
})
