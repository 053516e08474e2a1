import t from 'tap'
import { traceSettings } from '../../src/server/trace-settings.ts'
import { isObject } from '../../src/protocol/json.ts'
import { at, listAt, named, rendered, template } from './helm.ts'

// Where traces go, as the chart says it to the hooks.

const variables = (values: object): readonly unknown[] => listAt(at(named(rendered(values), 'Deployment', 'kaspr-hooks'), 'spec', 'template', 'spec', 'containers', 0), 'env')
const plain = (values: object): Readonly<Record<string, string>> =>
  Object.fromEntries(variables(values).flatMap((variable) => isObject(variable) && 'value' in variable ? [[String(variable['name']), String(variable['value'])]] : []))

t.test('without an endpoint nothing is said of traces', async (t) => {
  for (const tracing of [{}, { sampleRatio: 0.5, headersSecret: 'keys' }]) t.strictSame(variables({ tracing }), [])
})

t.test('with one the program understands what it is told', async (t) => {
  t.match(traceSettings(plain({ tracing: { endpoint: 'http://collector.observability:4318', sampleRatio: 0.05 } })), {
    url: 'http://collector.observability:4318/v1/traces', sampler: 'parentbased_traceidratio', ratio: 0.05, serviceName: 'kaspr-hooks',
    resource: { 'k8s.namespace.name': 'kaspr-hooks', 'k8s.pod.name': '$(KASPR_HOOKS_POD_NAME)' },
  })
  for (const sampleRatio of [0, 1, 0.00001]) t.equal(traceSettings(plain({ tracing: { endpoint: 'http://c', sampleRatio } }))?.ratio, sampleRatio)
})

t.test('the name of the pod comes before what names it, and headers from a Secret', async (t) => {
  const named = variables({ tracing: { endpoint: 'http://c', headersSecret: 'keys', headersKey: 'otlp' }, hooks: { settings: { A: 'b' } } })
  const names = named.map((variable) => isObject(variable) ? variable['name'] : undefined)
  t.ok(names.indexOf('KASPR_HOOKS_POD_NAME') < names.indexOf('OTEL_RESOURCE_ATTRIBUTES'))
  t.strictSame(named.find((variable) => isObject(variable) && variable['name'] === 'OTEL_EXPORTER_OTLP_HEADERS'), { name: 'OTEL_EXPORTER_OTLP_HEADERS', valueFrom: { secretKeyRef: { name: 'keys', key: 'otlp' } } })
  t.ok(names.includes('A'), 'beside the settings of hooks')
})

t.test('nonsense is refused', async (t) => {
  for (const [tracing, path] of [[{ endpoint: 'collector:4318' }, 'endpoint'], [{ sampleRatio: 2 }, 'sampleRatio'], [{ sampleRatio: '1' }, 'sampleRatio']] as const) t.match(template({ tracing }).err, `/tracing/${path}`)
})
