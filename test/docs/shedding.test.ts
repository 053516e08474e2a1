import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { serveOptions } from '../../src/cli/serve-options.ts'
import { serve } from '../../src/cli/serve.ts'
import { defaultLimits } from '../../src/server/limits.ts'
import { serviceMetrics } from '../../src/server/metric-table.ts'
import { pageAt, tableOf, words } from './page.ts'

const page = pageAt('docs/shedding.md')
const rows = tableOf(page, 'When')

t.test('every option of the page is one of serve, with the default that it has', async (t) => {
  const told = rows.flatMap(([, , , option, value = '']) => words(option).map((flag) => [flag.slice(2), value] as const))
  t.equal(told.length, 5)
  t.strictSame(told.filter(([flag]) => !(flag in serve.options)), [])
  t.strictSame(serveOptions(Object.fromEntries(told), {}), serveOptions({}, {}))
})

t.test('every reason of the page is counted, and every limit that nobody sets is the one in force', async (t) => {
  t.strictSame(rows.flatMap(([, , reason]) => words(reason)), ['requests', 'bytes', 'memory', 'event_loop', 'stuck', 'connections'])
  const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`
  for (const text of [seconds(defaultLimits.headersMilliseconds), seconds(defaultLimits.requestMilliseconds), `in work for ${seconds(defaultLimits.workMilliseconds)}`, `${defaultLimits.connections} connections`, `over a connection for ${seconds(defaultLimits.keepAliveMilliseconds)}`, `requests in work get ${seconds(defaultLimits.finishMilliseconds)}`, `\`hooks.drainSeconds\` (${defaultLimits.drainMilliseconds / 1000})`]) {
    t.ok(page.text.replaceAll(/\s+/g, ' ').includes(text), text)
  }
})

t.test('every metric and every test of the page exists', async (t) => {
  const known: readonly string[] = Object.values(serviceMetrics).map(({ name }) => name)
  t.strictSame([...page.text.matchAll(/kaspr_hooks_\w+/g)].map(([name]) => name).filter((name) => !known.includes(name)), [])
  t.strictSame([...page.text.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file).filter((file) => !existsSync(file)), [])
  t.match(JSON.parse(readFileSync('package.json', 'utf8')), { scripts: { soak: 'node bench/soak.ts' } })
})
