import t from 'tap'
import { traceSettings } from '../../src/server/trace-settings.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
const defaults = {
  url: 'http://collector:4318/v1/traces', headers: {}, serviceName: 'kaspr-hooks', resource: {}, sampler: 'parentbased_always_on', ratio: 1,
  timeoutMilliseconds: 10_000, delayMilliseconds: 5_000, queue: 2_048,
}

t.test('without an endpoint there are no traces, and nothing else is looked at', async (t) => {
  for (const env of [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_TRACES_SAMPLER: 'x' }, { OTEL_SERVICE_NAME: 'x' }]) t.equal(traceSettings(env), undefined)
})

t.test('they can be switched off', async (t) => {
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }]) t.equal(traceSettings({ ...endpoint, ...off }), undefined)
  for (const on of [{ OTEL_SDK_DISABLED: 'false' }, { OTEL_SDK_DISABLED: '' }, { OTEL_TRACES_EXPORTER: 'otlp' }]) t.same(traceSettings({ ...endpoint, ...on }), defaults)
})

t.test('the endpoint of traces is the whole URL, that of all signals gets the standard path', async (t) => {
  const urls: readonly (readonly [Record<string, string>, string])[] = [
    [endpoint, 'http://collector:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example.com/otlp/' }, 'https://c.example.com/otlp/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example.com/otlp?tenant=1' }, 'https://c.example.com/otlp/v1/traces?tenant=1'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c' }, 'http://c/'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:1/x' }, 'http://c:1/x'],
  ]
  for (const [env, url] of urls) t.equal(traceSettings(env)?.url, url)
})

t.test('all variables are read; those of traces win', async (t) => {
  t.same(traceSettings({
    ...endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-one=1, x-two = a%20b=c ,',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-one=2',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2000',
    OTEL_SERVICE_NAME: 'hooks',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=test%2C1',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BSP_MAX_QUEUE_SIZE: '3',
  }), {
    url: defaults.url, headers: { 'x-one': '2', 'x-two': 'a b=c' }, serviceName: 'hooks', resource: { 'deployment.environment.name': 'test,1' }, sampler: 'parentbased_traceidratio', ratio: 0.25,
    timeoutMilliseconds: 2_000, delayMilliseconds: 10, queue: 3,
  })
  t.equal(traceSettings({ ...endpoint, OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' })?.serviceName, 'other')
})

t.test('nonsense is wrong usage that names the variable', async (t) => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318', 'x', 'ftp://c', 'http://'],
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['/v1/traces'],
    OTEL_EXPORTER_OTLP_PROTOCOL: ['grpc'],
    OTEL_SDK_DISABLED: ['yes'],
    OTEL_TRACES_EXPORTER: ['jaeger', 'console'],
    OTEL_TRACES_SAMPLER: ['sometimes', 'ALWAYS_ON'],
    OTEL_TRACES_SAMPLER_ARG: ['-0.1', '1.1', 'half', 'NaN'],
    OTEL_EXPORTER_OTLP_TIMEOUT: ['0', '10s', '60001'],
    OTEL_BSP_SCHEDULE_DELAY: ['1e3'],
    OTEL_BSP_MAX_QUEUE_SIZE: ['65537'],
    OTEL_RESOURCE_ATTRIBUTES: ['x', '=x', 'a=%'],
    OTEL_EXPORTER_OTLP_HEADERS: ['Bearer hush', 'x-key=hush%', 'x-key=hush%0Ax', 'x key=hush', 'a=1,hush'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) t.throws(() => traceSettings({ ...endpoint, [name]: value }), { code: 'KH_USAGE', message: new RegExp(`^${name}: `) }, `${name}=${value}`)
  }
})

t.test('no header is quoted', async (t) => {
  for (const value of ['Bearer hush', 'x-key=hush%', 'x-key=hush%0Ax', 'a=1,hush']) {
    try {
      traceSettings({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: value })
      t.fail(`${value} was taken`)
    } catch (error) {
      t.notMatch(String(error), 'hush')
    }
  }
})
