import t from 'tap'
import { dependencies } from '../../../../hooks/environment/environment/compose/depends-on.ts'
import { probesOf } from '../../../../hooks/environment/environment/compose/healthcheck.ts'
import { interpolated } from '../../../../hooks/environment/environment/compose/interpolation.ts'
import { mountsOf } from '../../../../hooks/environment/environment/compose/mounts.ts'
import type { Read } from '../../../../hooks/environment/environment/compose/read.ts'
import { deployed } from '../../../../hooks/environment/environment/compose/resources.ts'
import { cleanedName } from '../../../../hooks/environment/cleaned-name.ts'
import { variablesOf } from '../../../../hooks/environment/environment/compose/variables.ts'
import { wordsOf } from '../../../../hooks/environment/environment/compose/words.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'

const messages = ({ problems }: Read<unknown>): readonly string[] => problems.map(({ path, message }) => `${path} ${message}`)

t.test('environment is a map or a list; what would come from a machine is passed over', async (t) => {
  const expected = [{ name: 'A', value: '1' }, { name: 'B', value: 'x=y' }, { name: 'C', value: '' }, { name: 'D', value: 'true' }]
  t.strictSame(variablesOf({ A: 1, B: 'x=y', C: '', D: true }, 'e').value, expected)
  t.strictSame(variablesOf(['A=1', 'B=x=y', 'C=', 'D=true'], 'e').value, expected)
  t.strictSame(variablesOf(['A=1', 'A=2'], 'e').value, [{ name: 'A', value: '2' }])
  t.strictSame(variablesOf({ A: null }, 'e'), { value: [], problems: [], unsupported: ['e.A'] })
  t.strictSame(variablesOf(['A'], 'e'), { value: [], problems: [], unsupported: ['e[0]'] })
  t.match(messages(variablesOf(['=x', 5], 'e')), ['e[0] must be an environment variable name', 'e[1] must be a text'])
  t.match(messages(variablesOf('A=1', 'e')), ['e must be a map or a list'])
})

t.test('a password with dollars reaches the container as it stands: Kubernetes would expand it', async (t) => {
  t.strictSame(variablesOf({ P: 'a$(B)$$c$d' }, 'e').value, [{ name: 'P', value: 'a$$(B)$$$c$d' }])
})

t.test('a command as a text is split as a shell would', async (t) => {
  const texts: readonly (readonly [string, readonly string[]])[] = [
    ['npm start', ['npm', 'start']],
    [`sh -c "echo 'hi' \\"you\\""`, ['sh', '-c', `echo 'hi' "you"`]],
    [`a 'b c'd\\ e ""`, ['a', 'b cd e', '']],
    ['  a   b ', ['a', 'b']],
  ]
  for (const [text, words] of texts) t.strictSame(wordsOf(text, 'c').value, words, text)
  t.strictSame(wordsOf(['a', 1, '$(X)'], 'c').value, ['a', '1', '$$(X)'])
  t.match(messages(wordsOf(`a 'b`, 'c')), ['c has a quote that does not end'])
  t.match(messages(wordsOf({ a: 1 }, 'c')), ['c must be a text or a list of texts'])
})

t.test('variables of the file come from spec.config.env', async (t) => {
  const filled = (value: JsonValue) => interpolated(value, new Map([['A', '1'], ['EMPTY', '']]), 'f')
  t.strictSame(filled({ a: ['$A', '${A}', '$$A', '${B:-b}', '${B-b}', '${EMPTY-b}', '${EMPTY:-b}', '${A:+set}', '${B:+set}', 5] }).value, { a: ['1', '1', '$A', 'b', 'b', '', 'b', 'set', '', 5] })
  t.strictSame(messages(filled({ a: 'x${B}', b: '${B:?needed}', c: '$' })), ['f.a ${B} has no value: give it in spec.config.env', 'f.b ${B:?needed} has no value: give it in spec.config.env', 'f.c holds a single $: write $$'])
})

t.test('healthcheck becomes probes', async (t) => {
  const probe = { exec: { command: ['/bin/sh', '-c', 'curl localhost'] }, periodSeconds: 30, timeoutSeconds: 30, failureThreshold: 3 }
  t.strictSame(probesOf({ test: 'curl localhost' }, 'h').value, { readinessProbe: probe, livenessProbe: probe })
  t.strictSame(probesOf({ test: ['CMD-SHELL', 'curl localhost'] }, 'h').value, { readinessProbe: probe, livenessProbe: probe })
  const exact = { exec: { command: ['pg_isready', '-U', 'x'] }, periodSeconds: 90, timeoutSeconds: 1, failureThreshold: 5 }
  t.strictSame(probesOf({ test: ['CMD', 'pg_isready', '-U', 'x'], interval: '1m30s', timeout: '500ms', retries: 5, start_period: '10s' }, 'h').value, { readinessProbe: exact, livenessProbe: { ...exact, initialDelaySeconds: 10 } })
  t.strictSame(probesOf({ test: ['NONE'] }, 'h'), { value: {}, problems: [], unsupported: [] })
  t.strictSame(probesOf({ disable: true, test: 'x' }, 'h').value, {})
  t.strictSame(probesOf({ test: 'x', start_interval: '1s' }, 'h').unsupported, ['h.start_interval'])
  t.match(messages(probesOf({ test: 'x', interval: 'soon', retries: -1 }, 'h')), ['h.interval "soon" is no time', 'h.retries -1 is no number'])
  t.match(messages(probesOf({ test: ['PING'] }, 'h')), ['h.test must be a text'])
})

t.test('depends_on is a list or a map with conditions', async (t) => {
  t.strictSame(dependencies(['db', 'cache', 'db'], 'd').value, ['db', 'cache'])
  t.strictSame(dependencies({ db: { condition: 'service_healthy', required: true }, cache: { condition: 'service_started', restart: true }, x: null }, 'd'), { value: ['db', 'cache', 'x'], problems: [], unsupported: ['d.cache.restart'] })
  t.match(messages(dependencies({ job: { condition: 'service_completed_successfully' } }, 'd')), ['d.job.condition "service_completed_successfully" is not supported'])
})

t.test('named volumes are mounted, folders of the project passed over, folders of a machine refused', async (t) => {
  t.strictSame(mountsOf(['data:/var/lib/x', 'data:/y:ro', { type: 'volume', source: 'data', target: '/z', read_only: true }], 'v').value, [
    { volume: 'data', mountPath: '/var/lib/x', readOnly: false }, { volume: 'data', mountPath: '/y', readOnly: true }, { volume: 'data', mountPath: '/z', readOnly: true }])
  t.strictSame(mountsOf(['./src:/app', '/anonymous', { type: 'bind', source: './src', target: '/app' }, { type: 'tmpfs', target: '/run' }, 'data:/x:nocopy'], 'v').unsupported, ['v[0]', 'v[1]', 'v[2]', 'v[3]', 'v[4].nocopy'])
  const refused: readonly JsonValue[] = ['/var/run/docker.sock:/var/run/docker.sock', '~/.ssh:/root/.ssh', '../other:/x', './../../etc:/x', 'C:\\data:/x', { type: 'bind', source: '/etc', target: '/x' }, { type: 'bind', source: 'etc', target: '/x' }, { type: 'npipe', source: 'p', target: '/x' }]
  for (const one of refused) t.match(messages(mountsOf([one], 'v')), ['is a folder of a machine: it is never mounted'], JSON.stringify(one))
  t.match(messages(mountsOf(['data:relative', 5], 'v')), ['v[0] "relative" is no absolute path', 'v[1] must be a text'])
})

t.test('deploy.resources becomes requests and limits; memory counts in powers of 1024', async (t) => {
  t.strictSame(deployed({ resources: { limits: { cpus: '0.50', memory: '512M' }, reservations: { cpus: 0.25, memory: '1.5gb' } } }, 'd').problems.length, 1)
  t.strictSame(deployed({ resources: { limits: { cpus: '0.50', memory: '512M' }, reservations: { cpus: 0.25, memory: '64kb' } } }, 'd').value, { resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '250m', memory: '65536' } } })
  t.strictSame(deployed({ replicas: 3, resources: { limits: { pids: 5 } } }, 'd').unsupported, ['d.replicas', 'd.resources.limits.pids'])
  t.match(messages(deployed({ resources: { limits: { cpus: 'many', memory: '1 parsec' } } }, 'd')), ['d.resources.limits.cpus "many" is no number', 'd.resources.limits.memory "1 parsec" is no amount'])
})

t.test('names become DNS labels', async (t) => {
  for (const [given, made] of [['web', 'web'], ['My_DB.1', 'my-db-1'], ['__', ''], ['-a-', 'a']] as const) t.equal(cleanedName(given), made)
})
