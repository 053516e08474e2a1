import t from 'tap'
import { packages } from '../../src/playground/page-module.ts'
import { playgroundFixture } from './fixture.ts'

/** What a script imports: packages by name, modules by path. */
const importsOf = (script: string): readonly string[] =>
  [...script.matchAll(/^(?:import|export)\s(?:[^=;('"]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm)].map(([, name = '']) => name)

t.test('everything that the page loads is here: no script, style or package comes from elsewhere', async (t) => {
  const { get } = await playgroundFixture(t, { first: [] })
  const page = await get('/')
  t.match(page.headers, { 'content-type': 'text/html; charset=utf-8' })
  const map: { imports: Record<string, string> } = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(page.text)?.[1] ?? '{}')
  const linked = [...page.text.matchAll(/(?:href|src)="(\/[^"#]+)"/g)].map(([, url = '']) => url)
  t.ok(linked.length >= 6)
  const [seen, waiting] = [new Set<string>(), [...linked]]
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (seen.has(url)) continue
    seen.add(url)
    const { status, text, headers } = await get(url)
    t.equal(status, 200, url)
    t.notMatch(text, /@import|https?:\/\/(?!www\.w3\.org|[^\s'"]*\s)[^\s'"]*\.(?:js|css)['"]/, url)
    if (!String(headers['content-type']).startsWith('text/javascript')) continue
    for (const name of importsOf(text)) {
      const next = name.startsWith('.') ? new URL(name, `http://x${url}`).pathname : map.imports[name]
      if (next === undefined) t.fail(`${url} imports ${name}, which is in no list`)
      else waiting.push(next)
    }
  }
  for (const name of packages) t.ok(seen.has(`/modules/${name}.js`), `${name} is used`)
})

t.test('TypeScript is sent as a script without types', async (t) => {
  const { get } = await playgroundFixture(t, { first: [] })
  const { text, headers } = await get('/web/parts/cell.ts')
  t.match(headers, { 'content-type': 'text/javascript; charset=utf-8' })
  t.notMatch(text, /interface|: Value|<Value>/)
  t.match(text, 'export const cell')
})

t.test('a file that the browser has is not sent again', async (t) => {
  const { get, ask } = await playgroundFixture(t, { first: [] })
  const { headers } = await get('/web/main.ts')
  const again = await ask({ url: '/web/main.ts', headers: { host: 'localhost', 'if-none-match': String(headers['etag']) } })
  t.equal(again.status, 304)
  t.equal(again.text, '')
})

t.test('no other file can be read', async (t) => {
  const { get } = await playgroundFixture(t, { first: [] })
  for (const url of ['/web/tsconfig.json', '/web/index.html', '/web/%2e%2e/package.json', '/web/..%2fpackage.json', '/modules/fastify.js', '/modules/../package.json', '/web/', '/modules/@codemirror/state/package.json', '/package.json']) {
    t.equal((await get(url)).status, 404, url)
  }
})
