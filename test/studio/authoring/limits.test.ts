import t from 'tap'
import { engine } from '../../../studio/authoring/engine.ts'
import { workerAuthoring } from '../../../studio/authoring/worker-authoring.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { sampleSource, sampleTypes } from './sample.ts'

/** A type whose meaning takes the compiler longer than anybody waits. */
const endless = `type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Four = \`\${Digit}\${Digit}\${Digit}\${Digit}\`
type All<T> = T extends string ? { [Key in Four]: Key extends \`\${infer A}\${T}\${infer B}\` ? [A, B, T] : T } : 0
declare const all: All<Four>
export const first: All<Four>['0000'] = all['0001']
export const sync: Sync = () => ({ children: [], status: {} })`

t.test('a text that takes too long is given up, and the next one is checked', async (t) => {
  const compiler = workerAuthoring({ milliseconds: 4000 })
  t.teardown(() => compiler.stop())
  const [slow, next] = await Promise.all([compiler.check(endless, sampleTypes), compiler.check('export const sink = 1', sampleTypes)])
  t.match(slow, [{ line: 1, column: 1, severity: 'error', code: 'STUDIO_LIMIT', message: /4 s/ }])
  t.match(next, [{ code: 'STUDIO_NO_SYNC' }])
})

t.test('a compiler without memory is replaced', async (t) => {
  const compiler = workerAuthoring({ memoryMiB: 24, milliseconds: 60_000 })
  t.teardown(() => compiler.stop())
  t.match(await compiler.check(sampleSource, sampleTypes), [{ code: 'STUDIO_LIMIT', message: /24 MiB/ }])
  t.strictSame(await compiler.complete(sampleSource, sampleTypes, 10), [])
  t.equal(await compiler.hover(sampleSource, sampleTypes, 10), undefined)
})

t.test('gigantic and deep texts neither end the compiler nor the process', async (t) => {
  const compiler = workerAuthoring({ milliseconds: 60_000 })
  t.teardown(() => compiler.stop())
  const deep = `export const sync: Sync = () => ({ children: [], status: ${'['.repeat(50_000)}${']'.repeat(50_000)} })`
  t.ok((await compiler.check(deep, sampleTypes)).some(({ severity }) => severity === 'error'))
  const wide = `${Array.from({ length: 20_000 }, (_, index) => `u${index}`).join('\n')}`
  t.equal((await compiler.check(wide, sampleTypes)).length, 200, 'nobody reads more than 200')
  t.strictSame(await compiler.check(sampleSource, sampleTypes), [])
})

t.test('a text beyond 256 KiB is not looked at', async (t) => {
  const compiler = workerAuthoring()
  t.teardown(() => compiler.stop())
  t.match(await compiler.check(`//${'é'.repeat(131_072)}`, sampleTypes), [{ code: 'STUDIO_SIZE', message: /256 KiB/ }])
})

t.test('only so many texts wait', async (t) => {
  const compiler = workerAuthoring({ queue: 2, milliseconds: 60_000 })
  const first = [compiler.check(sampleSource, sampleTypes), compiler.check(sampleSource, sampleTypes)]
  await t.rejects(compiler.check(sampleSource, sampleTypes), { code: 'KH_AUTHORING_BUSY', statusCode: 429 })
  t.strictSame(await Promise.all(first), [[], []])
  t.strictSame(await compiler.check(sampleSource, sampleTypes), [])
  await compiler.stop()
  await t.rejects(compiler.check(sampleSource, sampleTypes), { code: 'KH_AUTHORING_STOPPED', statusCode: 503 })
})

t.test('revisions note the engine that is installed', async (t) => {
  t.equal(manifest.devDependencies['quickjs-emscripten-core'], engine.version)
})
