import { join } from 'node:path'
import t from 'tap'
import { hookRoutesOf } from '../../src/server/hook-route.ts'
import { openApp } from './fixtures/open-app.ts'
import { toys } from './fixtures/toy-controller.ts'

t.test('the document names every hook with a summary of its own', async (t) => {
  const { paths, openapi, info } = (await openApp(t).inject('/openapi.json')).json()
  t.equal(openapi, '3.1.0')
  t.match(info, { title: 'Kaspr Hooks', version: '1.2.3' })
  const routes = hookRoutesOf(toys)
  t.equal(routes.length, 9)
  for (const { path, summary } of routes) t.equal(paths[path].post.summary, summary, path)
  t.same(Object.keys(paths).filter((path) => !path.startsWith('/hooks/')), ['/healthz', '/readyz', '/metrics'])
})

t.test('a summary says when a hook does nothing of its own', async (t) => {
  const said = Object.fromEntries(hookRoutesOf(toys).map(({ path, summary }) => [path, summary]))
  t.match(said['/hooks/greeting/finalize'], 'Same as sync')
  t.match(said['/hooks/mirror/customize'], 'reads nothing')
  t.match(said['/hooks/greeting/customize'], 'Objects that a Greeting reads')
})

t.test('requests and answers are described by the schemas that are checked', async (t) => {
  const { paths, components } = (await openApp(t).inject('/openapi.json')).json()
  const shapes = { '/hooks/greeting/sync': 'Composite', '/hooks/sticker/sync': 'Decorator', '/hooks/sticker/customize': 'Customize' }
  for (const [path, shape] of Object.entries(shapes)) {
    const { requestBody, responses } = paths[path].post
    t.equal(requestBody.content['application/json'].schema.$ref, `#/components/schemas/${shape}Request`)
    t.equal(responses['200'].content['application/json'].schema.$ref, `#/components/schemas/${shape}Answer`)
    t.equal(responses['5XX'].content['application/problem+json'].schema.$ref, '#/components/schemas/Problem')
  }
  t.same(components.schemas.CompositeRequest.required, ['controller', 'parent', 'children', 'related', 'finalizing'])
  t.notMatch(JSON.stringify(paths), /schema-\d|def-\d/)
})

t.test('the document says when a token is needed', async (t) => {
  const tokenFile = join(t.testdir({ token: 'sesame' }), 'token')
  const document = (await openApp(t, { tokenFile }).inject({ url: '/openapi.json', headers: { authorization: 'Bearer sesame' } })).json()
  t.same(document.components.securitySchemes, { bearer: { type: 'http', scheme: 'bearer' } })
  t.same(document.paths['/hooks/greeting/sync'].post.security, [{ bearer: [] }])
  t.equal(document.paths['/healthz'].get.security, undefined)
  t.equal((await openApp(t).inject('/openapi.json')).json().components.securitySchemes, undefined)
})

t.test('the page loads nothing from elsewhere', async (t) => {
  const app = openApp(t)
  const page = await app.inject('/docs')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-security-policy'], /^default-src 'self';/)
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => String(source))
  t.ok(sources.length > 3)
  for (const source of sources) {
    t.match(source, /^\/docs\/static\//)
    t.equal((await app.inject(source)).statusCode, 200, source)
  }
})
