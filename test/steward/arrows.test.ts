import { ESLint } from 'eslint'
import t from 'tap'

const eslint = new ESLint()
const isBanned = async (code: string): Promise<boolean> => {
  const [result] = await eslint.lintText(`import { x } from '${code}'\nexport const y = x\n`, { filePath: 'steward/x.ts' })
  return result?.messages.some(({ ruleId }) => ruleId === 'no-restricted-imports') ?? false
}

for (const from of ['../src/server/log.ts', '../src/generate/crd.ts', '../src/cluster/cluster.ts', '../src/simulation/world.ts', '../src/cli/main.ts', '../hooks/index.ts', '../hooks/kaspr/labels.ts', '../hooks/kaspr/kasprapp/app.ts', '../hooks/kaspr/kasprapp/members/report.ts']) {
  t.test(`the steward must not import ${from}`, async (t) => { t.ok(await isBanned(from)) })
}

for (const from of ['../src/protocol/json.ts', '../src/kit/kind.ts', '../src/engine/object-store.ts', '../src/kube/connect.ts', '../hooks/kaspr/kasprmemberset/resource.ts']) {
  t.test(`the steward may import ${from}`, async (t) => { t.notOk(await isBanned(from)) })
}
