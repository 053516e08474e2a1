import { existsSync, globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { isObject, parseJsonText } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { LogRecord } from '../../../studio/traffic/traffic.ts'
import { studioFixture } from '../api/fixture.ts'
import { asked, bundleSpec, greeting } from '../runtime/fixtures/program.ts'
import { openPrograms, sync } from '../runtime/fixtures/service.ts'

// Oddities of the editor before this one that no other test shows, by their row in docs/studio.md.

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
interface Package { readonly license: string; readonly scripts: Readonly<Record<string, string>>; readonly dependencies: Readonly<Record<string, string>>; readonly devDependencies: Readonly<Record<string, string>> }
const own = trusted<Package>(parseJsonText(textOf('package.json')))

const linesOf = async (t: Parameters<typeof openPrograms>[0], source: string): Promise<readonly LogRecord[]> => {
  const { post, programs } = openPrograms(t)
  await post(sync, asked({ bundle: bundleSpec(source) }))
  return (await programs.traffic.logs({ program: 'hello' })).records
}
const logging = (line: string): string => greeting.replace("ctx.log.info('hello ' + parent.spec.message)", line)

t.test('5: a new process answers as the one before, and nothing was written', async (t) => {
  const [before, after] = [await openPrograms(t).post(sync), await openPrograms(t).post(sync)]
  t.match(before, { status: 200, body: { status: { message: 'hi' } } })
  t.strictSame(after.body, before.body)
})

t.test('11: a line has the level that it was written with, whatever it says', async (t) => {
  const lines = await linesOf(t, logging("ctx.log.info('no errors: failed 0'); ctx.log.warn('success is incomplete'); ctx.log.debug('error')"))
  t.strictSame(lines.map(({ level }) => level), ['info', 'warn', 'debug'])
})

t.test('12: objects are written as JSON, and errors with the line where they were thrown', async (t) => {
  const [written, thrown] = await linesOf(t, logging("ctx.log.info('saw', { a: [1] })\n  null.x"))
  t.match(written, { level: 'info', source: 'user', message: 'saw {"a":[1]}' })
  t.match(thrown, { level: 'error', source: 'host', message: /TypeError.*\n.*hello-[0-9a-f]{12}\.ts:4/ })
})

t.test('16: scripts start files that are there', async (t) => {
  const files = Object.values(own.scripts).flatMap((script) => script.match(/\b(?:src|scripts|bin|bench)\/[\w/.-]+/g) ?? [])
  t.ok(files.length > 5)
  t.strictSame(files.filter((file) => !existsSync(new URL(`../../../${file}`, import.meta.url))), [])
})

t.test('17: the licence file and the package name the same licence', async (t) => {
  t.equal(own.license, 'Apache-2.0')
  t.match(textOf('LICENSE'), /Apache License\s+Version 2\.0/)
})

t.test('18: dependencies have exact versions and the page nothing from elsewhere', async (t) => {
  const versions = Object.entries({ ...own.dependencies, ...own.devDependencies })
  t.strictSame(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)), [])
  const sources = ['web/studio/index.html', ...globSync('web/studio/**/*.{ts,css}')].map((file) => [file, textOf(file)] as const)
  t.ok(sources.length > 20)
  t.strictSame(sources.filter(([, text]) => /(?:src|href)="https?:|url\(["']?https?:|from '(?:https?:)|@import/.test(text)).map(([file]) => file), [])
})

t.test('20: a Studio that answers is ready, and says so without a token', async (t) => {
  const { ask } = await studioFixture(t)
  for (const url of ['/readyz', '/healthz']) {
    const { status, body } = await ask({ as: '', url, headers: { host: '10.0.0.7:8083' } })
    t.equal(status, 200, url)
    t.ok(isObject(body) && typeof body['status'] === 'string')
  }
  t.equal((await ask({ as: '', url: '/api/v1/programs' })).status, 401)
})
