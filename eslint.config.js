// Style rules of the house: budgets, import arrows and purity, all of them errors and none of them switchable in a file.
import tseslint from 'typescript-eslint'

const budgets = {
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', 10],
}

const types = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
}

const errors = {
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Error"]', message: 'Every error stands in an error table with a code (src/protocol/errors.ts).' },
    { selector: 'ThrowStatement > Literal', message: 'Throw coded errors.' },
  ],
}

const banned = (from, message) => ({ group: from, message })

// Folder -> what it must not import. Type of arrow: see docs/architecture.md.
const arrows = {
  'src/protocol/**': [banned(['**/kit/**', '**/guard/**', '**/server/**', '**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/diff/**', '**/recording/**', '**/generate/**', '**/cli/**', '**/hooks/**', '**/steward/**'], 'protocol imports nothing of ours')],
  'src/kit/**': [banned(['**/guard/**', '**/server/**', '**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/diff/**', '**/recording/**', '**/generate/**', '**/cli/**', '**/hooks/**', '**/steward/**'], 'kit may import only protocol')],
  'src/guard/**': [banned(['**/server/**', '**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/diff/**', '**/recording/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'guard may import only protocol and kit')],
  'src/engine/**': [banned(['**/server/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/src/diff/**', '**/src/recording/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'engine may import only protocol, kit and guard')],
  'src/cluster/**': [banned(['**/server/service.ts', '**/server/listener.ts', 'fastify', '**/kube/**', '**/simulation/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'cluster may import only protocol, kit, guard and engine')],
  'src/kube/**': [banned(['**/server/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'kube may import only protocol, kit and engine')],
  'src/manifest/**': [banned(['**/guard/**', '**/server/**', '**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'manifest may import only protocol and kit')],
  'src/diff/**': [banned(['**/server/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**', '**/src/recording/**'], 'diff may import only protocol, kit, guard and engine')],
  'src/recording/**': [banned(['**/server/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'recording may import only protocol, kit, guard, engine and diff')],
  'src/simulation/**': [banned(['**/server/service.ts', '**/server/listener.ts', 'fastify', '**/kube/**', '**/playground/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'simulation may import only protocol, kit, guard, engine and cluster')],
  'src/playground/**': [banned(['**/kube/**', '**/generate/**', '**/cli/**', '**/hooks/**'], 'playground may import everything but kube, generate, cli and hooks')],
  'src/server/**': [banned(['**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/src/diff/**', '**/src/recording/**', '**/generate/**', '**/cli/**', '**/hooks/!(index.ts)', '**/hooks/*/**'], 'server may import protocol, kit, guard and hooks/index.ts')],
  'src/generate/**': [banned(['**/engine/**', '**/kube/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/src/diff/**', '**/src/recording/**', '**/server/**', '**/cli/**', '**/hooks/!(index.ts)', '**/hooks/*/**'], 'generate may import protocol, kit, guard and hooks/index.ts')],
  'src/cli/**': [banned(['**/hooks/!(index.ts)', '**/hooks/*/**'], 'cli reaches controllers only through hooks/index.ts')],
  'steward/**': [
    banned(['**/src/server/**', '**/generate/**', '**/cluster/**', '**/simulation/**', '**/playground/**', '**/cli/**', '**/guard/**'], 'steward may import only protocol, kit, engine and kube'),
    { regex: 'hooks/(?!kaspr/kasprmemberset/resource\\.ts$)', message: 'steward knows no hook, only the resource that it serves' },
  ],
  'kaspr/**': [banned(['**/src/server/**', '**/src/cluster/**', '**/src/simulation/**', '**/src/playground/**', '**/src/recording/**', '**/src/generate/**', '**/src/cli/*', '!**/src/cli/command.ts', '!**/src/cli/documents.ts', '**/steward/**', '**/hooks/*', '!**/hooks/index.ts', '!**/hooks/kaspr'], 'kaspr may import protocol, kit, guard, engine, kube, diff, the seam of cli, and the hooks of its family')],
  'environment/**': [{ regex: '(?:src/(?!cli/command\\.ts$|kit/|protocol/)|steward/|kaspr/|hooks/(?!environment/))', message: 'environment may import only protocol, kit, the seam of cli, and the hooks of its family' }],
  'src/sandbox/**': [{ regex: '^\\.\\./(?!protocol/|kit/)', message: 'sandbox may import only protocol and kit' }],
  'studio/**': [{ regex: '(?:src/(?:generate|cli/(?!command\\.ts$|documents\\.ts$|release\\.ts$|termination\\.ts$))|steward/|kaspr/|hooks/(?!program/))', message: 'studio may import everything of src but generate and cli (its seam excepted), and the hooks of its family' }],
  'doctor/**': [{ regex: '(?:src/(?:server|cluster|simulation|playground|recording|diff|sandbox)/|src/cli/(?!command\\.ts$|release\\.ts$)|studio/|steward/(?!election\\.ts$|kinds\\.ts$)|hooks/(?!index\\.ts$|kaspr/kasprapp/resource\\.ts$|kaspr/kasprmemberset/resource\\.ts$))', message: 'doctor only looks: it may import protocol, kit, guard, engine, kube, generate, the seam of cli, kaspr/cluster, and what names members' }],
  'package/**': [{ regex: '(?:src/(?:server|cli|playground|kube)/|studio/|steward/|kaspr/|hooks/)', message: 'the package is made of the kit, the engine, the simulation, what is generated, and the laws' }],
  'hooks/**': [banned(['**/src/server/**', '**/src/sandbox/**', '**/studio/**', '**/src/engine/**', '**/src/kube/**', '**/src/guard/**', '**/src/generate/**', '**/src/cli/**', '**/src/protocol/**', 'node:*', 'fastify', 'pino', 'fs', 'http', 'crypto'], 'hooks may import only the kit')],
}

const nodeOnly = { 'src/kit/**': ['node:crypto', 'node:module', 'node:process'], 'src/protocol/**': ['node:buffer'] }

const arrowRules = Object.entries(arrows).map(([files, patterns]) => ({
  files: [files.replace('**', '**/*.ts')],
  rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, ...nodeBan(files)] }] },
}))

function nodeBan(files) {
  const allowed = nodeOnly[files]
  return allowed === undefined ? [] : [{ group: ['node:*', ...allowed.map((name) => `!${name}`)], message: 'no I/O in the kit or the protocol' }]
}

const typebox = {
  files: ['src/**/*.ts', 'hooks/**/*.ts'],
  ignores: ['src/protocol/schema.ts', 'src/server/**'],
  rules: {},
}

const purity = {
  files: ['hooks/**/*.ts', 'src/kit/**/*.ts'],
  rules: {
    'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'globalThis', 'console', 'Buffer'],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'now is an input' },
      { object: 'Math', property: 'random', message: 'hooks are pure' },
      { object: 'crypto', property: 'randomUUID', message: 'hooks are pure' },
    ],
    'no-restricted-syntax': [
      ...errors['no-restricted-syntax'],
      { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'now is an input' },
      { selector: 'CallExpression[callee.name="Date"]', message: 'now is an input' },
    ],
    'no-param-reassign': ['error', { props: true }],
  },
}

export default [
  { ignores: ['node_modules/', '.tap/', '.cache/', 'coverage/', 'dist/', 'crds/', 'metacontroller/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { ...budgets, ...types, ...errors, 'prefer-const': 'error', eqeqeq: 'error', 'no-var': 'error', 'no-empty': 'error', 'no-console': 'error' },
  },
  typebox,
  purity,
  ...arrowRules,
  {
    // The one boundary where text from outside becomes a typed value.
    files: ['src/protocol/trusted.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
  },
  {
    // A test file is a list of cases; its outermost closure is not a function in the sense of the budget.
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'fast-check', importNames: ['default'], message: 'test/fixtures/drawn.ts has the seed' }] }] },
  },
]
