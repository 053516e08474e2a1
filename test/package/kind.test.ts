import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { isObject } from '../../src/protocol/json.ts'
import { started } from './program.ts'

// The steps of the workflow up to the point where containers are needed: stand-ins write down how they are called.

const standIn = '#!/bin/sh\nprintf "%s" "${0##*/}" >> "$CALLS"\nprintf " %s" "$@" >> "$CALLS"\nprintf "\\n" >> "$CALLS"\n'

const played = async (t: Tap, program: string, ...args: readonly string[]): Promise<{ readonly code: number | string; readonly calls: readonly string[] }> => {
  const names = ['docker', 'kind', 'helm', 'kubectl', 'node']
  const bin = t.testdir(Object.fromEntries(names.map((name) => [name, standIn])))
  for (const name of names) chmodSync(join(bin, name), 0o755)
  const calls = join(bin, 'calls')
  const env = { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), CALLS: calls, IMAGE: 'example/kaspr-hooks', TAG: 'v1.2.3', REVISION: 'abc', DISTROLESS: 'example/distroless', METACONTROLLER_CHART: 'oci://example/metacontroller', GITHUB_OUTPUT: join(bin, 'output') }
  const { ended } = started({ command: [program, ...args], cwd: process.cwd(), env })
  return { code: await ended, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [] }
}
type Tap = { readonly testdir: (files: Readonly<Record<string, string>>) => string }

const wordsOf = (workflow: string): readonly string[] => [...readFileSync(workflow, 'utf8').matchAll(/scripts\/kind\.sh (\w+)/g)].map(([, step = '']) => step)
const valueAt = (values: unknown, path: string): unknown => path.split('.').reduce<unknown>((value, key) => isObject(value) ? value[key] : undefined, values)

t.test('every step of the workflow is one of the script, in an order that works', async (t) => {
  const steps = wordsOf('.github/workflows/e2e.yaml').filter((step) => step !== 'logs')
  t.strictSame(steps, ['image', 'cluster', 'metacontroller', 'release', 'e2e'])
  const { code, calls } = await played(t, 'scripts/kind.sh', ...steps)
  t.equal(code, 0)
  t.strictSame(calls.map((call) => call.split(' ').slice(0, 2).join(' ')), ['docker build', 'kind create', 'helm upgrade', 'kind load', 'helm upgrade', 'node scripts/e2e.ts'])
})

t.test('what the steps name is there', async (t) => {
  const { calls } = await played(t, 'scripts/kind.sh', 'image', 'release', 'e2e')
  const words = calls.flatMap((call) => call.split(' '))
  t.strictSame(words.filter((word) => /^(charts|scripts)\//.test(word) && !existsSync(word)), [])
  const [image] = words.filter((word) => /^kaspr-hooks:/.test(word))
  t.ok(calls.some((call) => call.startsWith('kind load') && call.includes(` ${image} `)), 'what is built is what is loaded')
  t.ok(calls.some((call) => call.includes(`image.tag=${image?.split(':')[1]}`)), 'and what is installed')
})

t.test('values that are set are values of the chart', async (t) => {
  const { calls } = await played(t, 'scripts/kind.sh', 'release')
  const values: unknown = parse(readFileSync('charts/kaspr-hooks/values.yaml', 'utf8'))
  const set = calls.flatMap((call) => [...call.matchAll(/--set (\S+?)=/g)].map(([, path = '']) => path))
  t.ok(set.length >= 3)
  t.strictSame(set.filter((path) => valueAt(values, path) === undefined), [])
  t.match(calls.at(-1), '--namespace kaspr-hooks', 'the scenarios look for its pods there')
})

t.test('Metacontroller is where the chart looks for it, in the release that registrations are made for', async (t) => {
  const { calls } = await played(t, 'scripts/kind.sh', 'metacontroller')
  const values: unknown = parse(readFileSync('charts/kaspr-hooks/values.yaml', 'utf8'))
  t.match(calls[0], `--namespace ${String(valueAt(values, 'metacontroller.namespace'))} `)
  t.match(calls[0], `serviceAccount.name=${String(valueAt(values, 'metacontroller.serviceAccount'))}`)
  t.match(readFileSync('docs/control-plane.md', 'utf8'), `Metacontroller ${/--version (\S+)/.exec(calls[0] ?? '')?.[1] ?? '?'}`)
})

t.test('a step that does not exist is refused', async (t) => {
  const { code, calls } = await played(t, 'scripts/kind.sh', 'deploy')
  t.equal(code, 2)
  t.strictSame(calls, [])
})

t.test('a release is built for both architectures, with a bill of materials and provenance', async (t) => {
  const { code, calls } = await played(t, 'scripts/push-image.sh')
  t.equal(code, 0)
  const build = calls.find((call) => call.startsWith('docker buildx build')) ?? ''
  for (const words of ['--platform linux/amd64,linux/arm64', '--sbom=true', '--provenance=mode=max', '--push', '--tag example/kaspr-hooks:1.2.3 ', 'VERSION=1.2.3', 'REVISION=abc']) t.match(build, words)
})
