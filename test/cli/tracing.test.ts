import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { started } from '../package/program.ts'
import type { Program } from '../package/program.ts'
import { openCollector } from '../server/fixtures/collector.ts'
import type { Ends } from '../server/fixtures/open-app.ts'
import { runCommand } from './terminal.ts'

// Traces of `serve` as a process: what is loaded, what is sent, and that it ends.

const program = fileURLToPath(new URL('../../src/cli/process.ts', import.meta.url))
const request = readFileSync('examples/requests/kasprapp-sync.json', 'utf8')

/** Says on stderr which of OpenTelemetry's files are loaded. Its bare API comes with the metrics, which declare but do not use it. */
const watch = `import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => {
  if (/@opentelemetry\\/(?!api\\/)/.test(url) || url.endsWith('/trace-sdk.ts')) process.stderr.write('loads ' + url + '\\n')
  return next(url, context)
} })`

const serving = (t: Ends, env: Record<string, string>): Program => {
  const command = [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(watch)}`, program, 'serve', '--host', '127.0.0.1', '--port', '0', '--operations-port', '0', '--drain-seconds', '0']
  const running = started({ command, cwd: process.cwd(), env: { PATH: process.env['PATH'] ?? '', ...env } })
  t.teardown(() => running.process.kill('SIGKILL'))
  return running
}

/** Calls a hook once and ends the process. Gives its exit code. */
const calledOnce = async ({ said, process: child, ended }: Program): Promise<{ readonly status: number; readonly code: number | string }> => {
  const [, hooks = ''] = await said(/"hooks":"([^"]+)"/) ?? []
  const { status } = await fetch(`${hooks}/hooks/kasprapp/sync`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: request })
  child.kill('SIGTERM')
  return { status, code: await ended }
}

t.test('without an endpoint, or switched off, nothing of the SDK is loaded', async (t) => {
  for (const env of [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_EXPORTER: 'none' }]) {
    const running = serving(t, env)
    t.same(await calledOnce(running), { status: 200, code: 0 })
    t.notMatch(running.output(), /loads |trace_id/, JSON.stringify(env))
  }
})

t.test('with one a call arrives when the process ends, at the latest', async (t) => {
  const collector = await openCollector(t)
  const running = serving(t, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '60000' })
  t.same(await calledOnce(running), { status: 200, code: 0 })
  t.match(running.output(), 'loads ', 'so the test above can fail')
  const [span, ...others] = collector.spans()
  t.match(span, { name: 'POST /hooks/kasprapp/sync', attributes: { 'kaspr.controller': 'kasprapp', 'kaspr.outcome': 'ok' }, resource: { 'service.name': 'kaspr-hooks' } })
  t.same(others, [])
  t.match(running.output(), `"trace_id":"${span?.traceId}"`)
})

t.test('a collector that is away lets the process answer and end', async (t) => {
  const running = serving(t, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  t.same(await calledOnce(running), { status: 200, code: 0 })
})

t.test('nonsense is wrong usage before anything listens', async (t) => {
  const { code, err } = await runCommand(['serve'], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_SAMPLER: 'sometimes' } })
  t.equal(code, 2)
  t.match(err, /^KH_USAGE: OTEL_TRACES_SAMPLER: "sometimes" is none of always_on, /)
})
