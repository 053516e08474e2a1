import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { trusted } from '../../src/protocol/trusted.ts'

interface Step { readonly id?: string; readonly name?: string; readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>>; readonly env?: Readonly<Record<string, string>> }
interface Job { readonly 'runs-on': string; readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number; readonly permissions?: Readonly<Record<string, string>>; readonly needs?: string | readonly string[] }
interface Workflow { readonly on: unknown; readonly permissions?: Readonly<Record<string, string>>; readonly jobs: Readonly<Record<string, Job>> }

const { scripts } = trusted<{ readonly scripts: Readonly<Record<string, string>> }>(JSON.parse(readFileSync('package.json', 'utf8')))
const folder = '.github/workflows/'
const texts = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]))

const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps)
const commandsOf = (workflow: Workflow): readonly string[] => stepsOf(workflow).flatMap(({ run }) => run?.split('\n') ?? [])

const isExecutable = (file: string): boolean => existsSync(file) && (statSync(file).mode & 0o111) !== 0
const programs = ['npm', 'helm', 'printf']

const missingIn = (command: string): readonly string[] => command.split(/\s+/).filter((word) => /^(charts|crds)\//.test(word) && !existsSync(word)).map((word) => `${word} does not exist`)

/** Why a command cannot run. */
const wrong = (command: string): readonly string[] => {
  const [program = '', , name = ''] = command.split(/\s+/)
  if (program.startsWith('scripts/')) return isExecutable(program) ? [] : [`${program} is no program`]
  if (command.startsWith('npm run ')) return name in scripts ? [] : [`there is no script ${name}`]
  return programs.includes(program) ? missingIn(command) : [`${program} is no script of this repository`]
}

type Look = (workflow: Workflow, text: string) => readonly string[]

const pins: Look = (workflow, text) => [
  ...stepsOf(workflow).flatMap(({ uses }) => uses === undefined || /^[\w-]+\/[\w-]+(?:\/[\w-]+)*@[0-9a-f]{40}$/.test(uses) ? [] : [`${uses} is not pinned`]),
  ...[...text.matchAll(/uses: (\S+)(.*)/g)].flatMap(([, uses = '', comment = '']) => /^ # v\d+\.\d+\.\d+$/.test(comment) ? [] : [`${uses} does not say its version`]),
]

const commands: Look = (workflow) => [
  ...commandsOf(workflow).flatMap(wrong),
  ...stepsOf(workflow).flatMap(({ run = '' }) => /\$\{\{/.test(run) ? [`${run}: text from outside becomes a command`] : []),
]

const rights: Look = ({ permissions = {} }) => permissions['contents'] === 'read' && Object.keys(permissions).length === 1 ? [] : ['a workflow may read, and each job says what else it needs']

const ends: Look = ({ jobs }) => Object.entries(jobs).flatMap(([name, job]) => job['timeout-minutes'] === undefined ? [`${name} may run for ever`] : [])

/** Actions and commands without which a job needs no right to write. */
const reasons: Readonly<Record<string, RegExp>> = { 'packages': /docker login/, 'id-token': /attest-build-provenance/, 'attestations': /attest-build-provenance/ }

const grants: Look = ({ jobs }) => Object.entries(jobs).flatMap(([name, { permissions = {}, steps }]) => Object.entries(permissions).flatMap(([right, level]) => {
  if (level !== 'write') return level === 'read' ? [] : [`${name} has ${right}: ${level}`]
  return steps.some(({ uses = '', run = '' }) => reasons[right]?.test(`${uses} ${run}`) === true) ? [] : [`${name} may write ${right} and does not need to`]
}))

const order: Look = ({ jobs }) => Object.entries(jobs).flatMap(([name, { needs = [], 'runs-on': machine }]) => [
  ...[needs].flat().flatMap((other) => other in jobs ? [] : [`${name} waits for ${other}, which is not there`]),
  ...(/-latest$/.test(machine) ? [`${name} runs on whatever is the latest`] : []),
])

/** What `\${{ }}` asks for: outputs of steps before, and no context but these. */
const expressions: Look = ({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step, index) =>
  [...JSON.stringify(step).matchAll(/\$\{\{ *([\w.-]+) *\}\}/g)].flatMap(([, asked = '']) => {
    const [context = '', id] = asked.split('.')
    if (context === 'steps') return steps.slice(0, index).some((before) => before.id === id) ? [] : [`${asked}: no step before has this id`]
    return ['github', 'vars', 'env', 'secrets'].includes(context) ? [] : [`${asked} is nothing`]
  })))

const secrets: Look = (workflow, text) => [
  ...stepsOf(workflow).flatMap(({ uses = '', with: given }) => uses.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false ? ['a checkout leaves its credentials behind'] : []),
  ...(/pull_request_target/.test(text) ? ['code of strangers gets the rights of the repository'] : []),
  ...[...text.matchAll(/secrets\.(\w+)/g)].map(([, name = '']) => `the secret ${name} is needed`),
]

const problemsIn = (text: string): readonly string[] => {
  const workflow = trusted<Workflow>(parse(text))
  return [pins, commands, rights, grants, order, expressions, ends, secrets].flatMap((look) => look(workflow, text))
}

t.test('there are workflows', async (t) => {
  t.strictSame(Object.keys(texts).toSorted(), ['e2e.yaml', 'release.yaml'])
})

for (const [name, text] of Object.entries(texts)) {
  t.test(`${name}: actions are pinned, and everything that is called exists`, async (t) => {
    t.strictSame(problemsIn(text), [])
  })
}

for (const [what, from, to, problem] of [
  ['an action by a tag', /actions\/checkout@[0-9a-f]{40}/, 'actions/checkout@v7', 'actions/checkout@v7 is not pinned'],
  ['a script that is not there', 'scripts/kind.sh release', 'scripts/install.sh', 'scripts/install.sh is no program'],
  ['a script of the package that is not there', 'npm ci --ignore-scripts', 'npm run build', 'there is no script build'],
  ['a command that stands only there', 'scripts/kind.sh image', 'docker build .', 'docker is no script of this repository'],
  ['text from outside as a command', 'scripts/kind.sh image', 'npm ${{ github.head_ref }}', 'npm ${{ github.head_ref }}: text from outside becomes a command'],
  ['more rights than it needs', 'contents: read', 'contents: write', 'a workflow may read, and each job says what else it needs'],
] as const) {
  t.test(`a workflow with ${what} is refused`, async (t) => {
    t.ok(problemsIn((texts['e2e.yaml'] ?? '').replace(from, to)).includes(problem))
  })
}

for (const [what, from, to, problem] of [
  ['a right that nothing needs', 'packages: write', 'deployments: write', 'image may write deployments and does not need to'],
  ['an output of no step', 'steps.image.outputs.digest', 'steps.build.outputs.digest', 'steps.build.outputs.digest: no step before has this id'],
  ['a job that waits for nothing', 'needs: test', 'needs: tests', 'image waits for tests, which is not there'],
  ['a machine that changes', 'ubuntu-24.04', 'ubuntu-latest', 'test runs on whatever is the latest'],
  ['no end', /timeout-minutes: 90\n/, '\n', 'test may run for ever'],
] as const) {
  t.test(`a release with ${what} is refused`, async (t) => {
    t.ok(problemsIn((texts['release.yaml'] ?? '').replace(from, to)).includes(problem))
  })
}

t.test('a release is stopped whose tag is not the version', async (t) => {
  const check = (tag: string) => spawnSync(process.execPath, ['--no-warnings', 'scripts/release-check.ts'], { env: { ...process.env, TAG: tag }, encoding: 'utf8' })
  const wrong = check('v9.9.9')
  t.equal(wrong.status, 1)
  for (const place of ['package.json', 'version of Chart.yaml', 'appVersion of Chart.yaml', 'CHANGELOG.md']) t.match(wrong.stderr, place)
  const { version } = trusted<{ readonly version: string }>(JSON.parse(readFileSync('package.json', 'utf8')))
  t.notMatch(check(`v${version}`).stderr, / is .*, the tag /)
})
