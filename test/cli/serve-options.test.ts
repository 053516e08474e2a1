import t from 'tap'
import { hookSettings, serveOptions } from '../../src/cli/serve-options.ts'

const defaults = { host: '0.0.0.0', port: 8080, operationsPort: 8081, tokenFile: undefined, tlsFiles: undefined, bodyBytes: 67_108_864, requestsInWork: 256, bytesInWork: 134_217_728, memoryPercent: 85, delayMilliseconds: 1000, logLevel: 'info', drainSeconds: 5, playgroundPort: 8082, studioPort: 8083 }

t.test('without options there are defaults', async (t) => {
  t.same(serveOptions({}, {}), defaults)
})

t.test('every option is a flag and a variable; the flag wins', async (t) => {
  const flags = { host: '127.0.0.1', port: '1', 'operations-port': '2', 'token-file': '/t', 'tls-cert-file': '/c', 'tls-key-file': '/k', 'client-ca-file': '/a', 'body-limit': '8Mi', 'work-limit': '5', 'work-size': '9Mi', 'memory-limit': '0', 'delay-limit': '0', 'log-level': 'warn', 'drain-seconds': '0', 'playground-port': '3', 'studio-port': '4' }
  const wanted = { host: '127.0.0.1', port: 1, operationsPort: 2, tokenFile: '/t', tlsFiles: { cert: '/c', key: '/k', clientCa: '/a' }, bodyBytes: 8_388_608, requestsInWork: 5, bytesInWork: 9_437_184, memoryPercent: 0, delayMilliseconds: 0, logLevel: 'warn', drainSeconds: 0, playgroundPort: 3, studioPort: 4 }
  const variables = Object.fromEntries(Object.entries(flags).map(([name, value]) => [`KASPR_HOOKS_${name.toUpperCase().replaceAll('-', '_')}`, value]))
  t.same(serveOptions(flags, {}), wanted)
  t.same(serveOptions({}, variables), wanted)
  t.equal(serveOptions({ port: '9' }, variables).port, 9)
})

t.test('certificate and key go together', async (t) => {
  for (const values of [{ 'tls-cert-file': '/c' }, { 'tls-key-file': '/k' }, { 'client-ca-file': '/a' }, { 'tls-cert-file': '/c', 'client-ca-file': '/a' }]) {
    t.throws(() => serveOptions(values, {}), { code: 'KH_USAGE', message: /go together/ }, JSON.stringify(values))
  }
})

t.test('an empty variable is none, operations port 0 is no listener', async (t) => {
  t.same(serveOptions({}, { KASPR_HOOKS_PORT: '', KASPR_HOOKS_TOKEN_FILE: '' }), defaults)
  t.equal(serveOptions({ 'operations-port': '0' }, {}).operationsPort, undefined)
})

t.test('the variables that Kubernetes sets beside a Service named kaspr-hooks change nothing', async (t) => {
  t.same(serveOptions({}, { KASPR_HOOKS_PORT: 'tcp://10.0.0.1:8080', KASPR_HOOKS_OPERATIONS_PORT: 'udp://10.0.0.2:8081', KASPR_HOOKS_SERVICE_HOST: '10.0.0.1' }), defaults)
})

t.test('sizes are bytes, Ki or Mi', async (t) => {
  const sizes = { '1024': 1024, '1Ki': 1024, '100000000': 100_000_000, '256Mi': 268_435_456 }
  for (const [text, bytes] of Object.entries(sizes)) t.equal(serveOptions({ 'body-limit': text }, {}).bodyBytes, bytes, text)
})

t.test('wrong values are wrong usage, named by where they came from', async (t) => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    port: ['x', '-1', '65536', '1.5', ' 1', '99999999999'],
    'operations-port': ['none'],
    'body-limit': ['', '1', '64M', '64mi', '257Mi', '1e9', '-5'],
    'work-limit': ['0', 'many'],
    'work-size': ['0', '1G'],
    'memory-limit': ['101', '85%'],
    'delay-limit': ['1s', '60001'],
    'log-level': ['loud', 'INFO'],
    'drain-seconds': ['5s', '3601', '-1'],
  }
  for (const [option, values] of Object.entries(wrong)) {
    for (const value of values) {
      t.throws(() => serveOptions({ [option]: value }, {}), { code: 'KH_USAGE', message: `--${option}: "${value}"` }, `${option} ${value}`)
    }
  }
  t.throws(() => serveOptions({}, { KASPR_HOOKS_LOG_LEVEL: 'loud' }), { code: 'KH_USAGE', message: 'KASPR_HOOKS_LOG_LEVEL: "loud"' })
})

t.test('hooks see the environment but for our options, where traces go, and the name of the replica', async (t) => {
  const env = { KASPR_IMAGE_REGISTRY: 'r', GITHUB_TOKEN: 't', KASPR_HOOKS_PORT: '1', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret', HOSTNAME: 'kaspr-hooks-7d9f-abcde', __proto__x: 'p' }
  t.same(hookSettings(env), { KASPR_IMAGE_REGISTRY: 'r', GITHUB_TOKEN: 't', __proto__x: 'p' })
})
