import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { trusted } from '../../src/protocol/trusted.ts'

interface Step { readonly name?: string; readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>>; readonly env?: Readonly<Record<string, string>> }
interface Job { readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number; readonly permissions?: Readonly<Record<string, string>>; readonly needs?: string }
interface Workflow { readonly on: unknown; readonly permissions?: Readonly<Record<string, string>>; readonly jobs: Readonly<Record<string, Job>> }

const { scripts } = trusted<{ readonly scripts: Readonly<Record<string, string>> }>(JSON.parse(readFileSync('package.json', 'utf8')))
const folder = '.github/workflows/'
const texts = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]))

const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps)
const commandsOf = (workflow: Workflow): readonly string[] => stepsOf(workflow).flatMap(({ run }) => run?.split('\n') ?? [])

const isExecutable = (file: string): boolean => existsSync(file) && (statSync(file).mode & 0o111) !== 0
const programs = ['npm', 'mkdir', 'helm', 'printf']

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

const secrets: Look = (workflow, text) => [
  ...stepsOf(workflow).flatMap(({ uses = '', with: given }) => uses.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false ? ['a checkout leaves its credentials behind'] : []),
  ...(/pull_request_target/.test(text) ? ['code of strangers gets the rights of the repository'] : []),
  ...[...text.matchAll(/secrets\.(\w+)/g)].map(([, name = '']) => `the secret ${name} is needed`),
]

const problemsIn = (text: string): readonly string[] => {
  const workflow = trusted<Workflow>(parse(text))
  return [pins, commands, rights, ends, secrets].flatMap((look) => look(workflow, text))
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
