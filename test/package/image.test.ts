import { chmodSync, copyFileSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { freePorts } from '../../scripts/cluster/free-ports.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { layContext } from './build-context.ts'
import { instructionsOf, stagesOf } from './dockerfile.ts'
import type { Instruction } from './dockerfile.ts'
import { started } from './program.ts'
import type { Program } from './program.ts'

// The stages of the Dockerfile, one after the other, without a container engine: what the builder gets is bundled with the
// command that stands there, what the image copies is laid alone into a folder that nobody may write, and started as there.

const [build = [], image = []] = stagesOf(instructionsOf(readFileSync('Dockerfile', 'utf8')))
const the = (stage: readonly Instruction[], name: string): string => stage.filter((instruction) => instruction.name === name).at(-1)?.rest ?? ''
const listIn = (stage: readonly Instruction[], name: string): readonly string[] => trusted<readonly string[]>(JSON.parse(the(stage, name)))

const folder = mkdtempSync(join(tmpdir(), 'kaspr-hooks-image-'))
const [source, root] = [join(folder, 'src'), join(folder, 'root')]
const app = join(root, 'app')

/** Whose rights the image has. Only root may take them; else the tests' own user stands in. */
const uid = process.getuid?.() === 0 ? Number(the(image, 'USER').split(':')[0]) : undefined

const everything = (path: string): readonly string[] => [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))]
const mode = (path: string, folderMode: number, fileMode: number): void => {
  for (const file of everything(path)) chmodSync(file, lstatSync(file).isDirectory() ? folderMode : fileMode)
}

t.before(async () => {
  layContext(source)
  const { ended, output } = started({ command: listIn(build, 'RUN'), cwd: source, env: { PATH: process.env['PATH'] ?? '' } })
  if (await ended !== 0) t.bailout(`the build stage failed: ${output()}`)
  for (const { rest } of image.filter(({ name }) => name === 'COPY')) {
    const [from = '', to = ''] = rest.split(' ').filter((word) => !word.startsWith('--'))
    cpSync(join(source, from.replace(/^\/src\//, '')), from.endsWith('/') ? join(root, to) : join(root, to, from.split('/').at(-1) ?? ''), { recursive: true })
  }
  rmSync(source, { recursive: true })
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true })
  copyFileSync(process.execPath, join(root, 'nodejs/bin/node'))
  chmodSync(folder, 0o755)
  mode(root, 0o555, 0o444)
  chmodSync(join(root, 'nodejs/bin/node'), 0o555)
})

t.after(() => {
  mode(root, 0o755, 0o644)
  rmSync(folder, { recursive: true })
})

/** Starts what the image starts, with an empty environment. */
const run = (...args: readonly string[]): Program => {
  const command = [...listIn(image, 'ENTRYPOINT').map((word) => word.startsWith('/') ? join(root, word) : word), ...args]
  return started({ command, cwd: app, uid })
}

const bodyOf = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await response.json()
  return isObject(body) ? body : {}
}

const request = readFileSync('examples/requests/kasprapp-sync.json', 'utf8')

t.test('it serves as nobody, from a folder that nobody may write, and ends with 0', async (t) => {
  const service = run(...listIn(image, 'CMD'), '--port', '0', '--operations-port', '0', '--drain-seconds', '0')
  t.teardown(() => service.process.kill('SIGKILL'))
  const [, hooks = ''] = await service.said(/"hooks":"([^"]+)"/) ?? []
  t.not(hooks, '', service.output())
  const answer = await fetch(`${hooks}/hooks/kasprapp/sync`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: request })
  t.equal(answer.status, 200)
  t.ok(trusted<readonly unknown[]>((await bodyOf(answer))['children']).length > 4)
  const page = await fetch(`${hooks}/docs`)
  t.match(await page.text(), 'swagger-ui')
  t.equal((await fetch(`${hooks}/docs/static/swagger-ui-bundle.js`)).status, 200)
  service.process.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('it tells whether it is well, and what it counts', async (t) => {
  const [port] = await freePorts(1)
  const service = run('serve', '--port', '0', '--operations-port', String(port), '--drain-seconds', '0')
  t.teardown(() => service.process.kill('SIGKILL'))
  const [, operations = ''] = await service.said(/"operations":"([^"]+)"/) ?? []
  t.strictSame(await bodyOf(await fetch(`${operations}/healthz`)), { status: 'ok' })
  t.match(await (await fetch(`${operations}/metrics`)).text(), /nodejs_version_info/)
  service.process.kill('SIGTERM')
  t.equal(await service.ended, 0)
})

t.test('the steward is in it, and asks for a cluster', async (t) => {
  const steward = run('steward')
  t.equal(await steward.ended, 1)
  t.match(steward.output(), /^KH_KUBE_CONFIG_MISSING/m)
})

t.test('it reads kubeconfigs', async (t) => {
  const kubeconfig = { apiVersion: 'v1', kind: 'Config', 'current-context': 'a', clusters: [{ name: 'a', cluster: { server: 'http://127.0.0.1:1' } }], users: [{ name: 'a', user: {} }], contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }] }
  const file = join(t.testdir({ config: JSON.stringify(kubeconfig) }), 'config')
  copyFileSync(file, join(folder, 'config'))
  chmodSync(join(folder, 'config'), 0o444)
  const status = started({ command: [join(root, 'nodejs/bin/node'), 'kaspr-hooks.js', 'status'], cwd: app, uid, env: { KUBECONFIG: join(folder, 'config') } })
  t.equal(await status.ended, 1)
  t.match(status.output(), /^KH_API_UNAVAILABLE/m)
})

t.test('the Studio is in it, with its page and the packages of the page', async (t) => {
  const studio = run('studio', '--local', '--port', '0')
  t.teardown(() => studio.process.kill('SIGKILL'))
  const [, url = ''] = await studio.said(/(http:\S+)\/studio\//) ?? []
  const page = await (await fetch(`${url}/studio/`)).text()
  const { imports } = trusted<{ imports: Record<string, string> }>(JSON.parse(/<script type="importmap"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? '{}'))
  const paths = [...Object.values(imports), ...[...page.matchAll(/(?:src|href)="(\/web\/[^"]+)"/g)].map(([, path = '']) => path)]
  t.ok(paths.length > 15, `${paths.length} files`)
  for (const path of paths) t.equal((await fetch(`${url}${path}`)).status, 200, path)
  studio.process.kill('SIGTERM')
  t.equal(await studio.ended, 0)
})

t.test('it checks a program: compiler, its library, the types of Kubernetes and the sandbox are in it', async (t) => {
  cpSync('examples/studio', join(folder, 'program'), { recursive: true })
  mode(join(folder, 'program'), 0o555, 0o444)
  const check = run('program', 'check', join(folder, 'program'))
  t.equal(await check.ended, 0, check.output())
  t.match(check.output(), /^greeting: good$/m)
})

t.test('the bundle tells nothing of the machine that it was made on', async (t) => {
  const lines = readFileSync(join(app, 'kaspr-hooks.js'), 'utf8').split('\n')
  t.strictSame(lines.filter((line) => line.includes(process.cwd())), [])
  t.strictSame(lines.filter((line) => /^ *\/\/ \.\.\//.test(line)), [], 'no path leads out of the repository')
})

t.test('the licences of everything that was bundled go with it', async (t) => {
  const text = readFileSync(join(app, 'THIRD-PARTY-NOTICES'), 'utf8')
  for (const name of ['fastify', 'typescript', 'quickjs-emscripten-core', '@kubernetes/client-node', '@codemirror/view', 'kubernetes-types']) t.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  t.match(readFileSync(join(app, 'LICENSE'), 'utf8'), 'Apache License')
})
