import { ESLint } from 'eslint'
import t from 'tap'

const eslint = new ESLint()
const rulesBroken = async (filePath: string, code: string): Promise<readonly (string | null)[]> => {
  const [result] = await eslint.lintText(code, { filePath })
  return (result?.messages ?? []).map(({ ruleId }) => ruleId)
}

for (const [filePath, code] of [
  ['src/kit/x.ts', "import { controllers } from '../../hooks/index.ts'\nexport const x = controllers\n"],
  ['src/kit/x.ts', "import { readFileSync } from 'node:fs'\nexport const x = readFileSync\n"],
  ['src/protocol/x.ts', "import { named } from '../kit/related.ts'\nexport const x = named\n"],
  ['src/guard/x.ts', "import { x } from '../server/x.ts'\nexport const y = x\n"],
  ['src/engine/x.ts', "import { x } from '../cli/main.ts'\nexport const y = x\n"],
  ['src/engine/x.ts', "import { x } from '../cluster/cluster.ts'\nexport const y = x\n"],
  ['src/cluster/x.ts', "import { x } from '../kube/kube-store.ts'\nexport const y = x\n"],
  ['src/kube/x.ts', "import { x } from '../cluster/cluster.ts'\nexport const y = x\n"],
  ['src/simulation/x.ts', "import { x } from '../playground/playground.ts'\nexport const y = x\n"],
  ['src/playground/x.ts', "import { controllers } from '../../hooks/index.ts'\nexport const y = controllers\n"],
  ['src/diff/x.ts', "import { x } from '../kube/kube-store.ts'\nexport const y = x\n"],
  ['src/recording/x.ts', "import { x } from '../server/x.ts'\nexport const y = x\n"],
  ['src/server/x.ts', "import { x } from '../../hooks/kaspr/labels.ts'\nexport const y = x\n"],
  ['src/generate/x.ts', "import { x } from '../server/x.ts'\nexport const y = x\n"],
  ['src/cli/x.ts', "import { x } from '../../hooks/kaspr/labels.ts'\nexport const y = x\n"],
  ['kaspr/x.ts', "import { main } from '../src/cli/main.ts'\nexport const x = main\n"],
  ['src/sandbox/x.ts', "import { x } from '../engine/engine.ts'\nexport const y = x\n"],
  ['studio/x/x.ts', "import { x } from '../../hooks/kaspr/labels.ts'\nexport const y = x\n"],
  ['hooks/program/x.ts', "import { x } from '../../studio/gate/gate.ts'\nexport const y = x\n"],
  ['doctor/x.ts', "import { x } from '../src/server/listener.ts'\nexport const y = x\n"],
  ['package/x.ts', "import { x } from '../src/kube/connect.ts'\nexport const y = x\n"],
  ['steward/x.ts', "import { x } from '../src/cluster/cluster.ts'\nexport const y = x\n"],
  ['environment/x.ts', "import { main } from '../src/cli/main.ts'\nexport const x = main\n"],
  ['environment/x.ts', "import { x } from '../hooks/kaspr/labels.ts'\nexport const y = x\n"],
  ['hooks/kaspr/x.ts', "import { guard } from '../../src/guard/guard.ts'\nexport const x = guard\n"],
  ['hooks/kaspr/x.ts', "import { isObject } from '../../src/protocol/json.ts'\nexport const x = isObject\n"],
  ['hooks/kaspr/x.ts', "import { request } from 'node:http'\nexport const x = request\n"],
  ['hooks/kaspr/kasprapp/x.ts', "import Fastify from 'fastify'\nexport const x = Fastify\n"],
] as const) {
  t.test(`${filePath} must not say: ${code.split('\n')[0] ?? ''}`, async (t) => {
    t.ok((await rulesBroken(filePath, code)).includes('no-restricted-imports'))
  })
}

for (const [name, code, rule] of [
  ['the clock', 'export const x = (): number => Date.now()\n', 'no-restricted-properties'],
  ['a new Date without argument', 'export const x = (): Date => new Date()\n', 'no-restricted-syntax'],
  ['randomness', 'export const x = (): number => Math.random()\n', 'no-restricted-properties'],
  ['the environment', 'export const x = process.env\n', 'no-restricted-globals'],
  ['mutation of an argument', 'export const x = (a: { b: number }): void => { a.b = 1 }\n', 'no-param-reassign'],
] as const) {
  t.test(`a hook must not use ${name}`, async (t) => {
    t.ok((await rulesBroken('hooks/kaspr/x.ts', code)).includes(rule))
    t.ok((await rulesBroken('src/kit/x.ts', code)).includes(rule))
  })
}

for (const [name, code, rule] of [
  ['any', 'export const x = (a: any): unknown => a\n', '@typescript-eslint/no-explicit-any'],
  ['a cast', 'export const x = (a: unknown): string => a as string\n', '@typescript-eslint/consistent-type-assertions'],
  ['a non-null assertion', 'export const x = (a?: string): string => a!\n', '@typescript-eslint/no-non-null-assertion'],
  ['a bare error', "export const x = (): never => { throw new Error('x') }\n", 'no-restricted-syntax'],
  ['four parameters', 'export const x = (a: 1, b: 2, c: 3, d: 4): unknown => [a, b, c, d]\n', 'max-params'],
  ['a disabled rule', '/* eslint-disable */\nexport const x = (a: any): unknown => a\n', '@typescript-eslint/no-explicit-any'],
] as const) {
  t.test(`no source may hold ${name}`, async (t) => {
    t.ok((await rulesBroken('src/server/x.ts', code)).includes(rule))
  })
}
