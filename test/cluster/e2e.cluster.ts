import { delimiter } from 'node:path'
import t from 'tap'
import { programFolder } from '../../scripts/cluster/programs.ts'
import { kubectlIn } from '../../scripts/e2e/kubectl.ts'
import { scenarios } from '../../scripts/e2e/scenarios.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'

// The scenarios of an installed release (`npm run e2e`), as far as they go without its pods and without containers.

const layout = theLayout()

t.test(`the scenarios of a release on a real API server, with ${chosenOperator()}`, async (t) => {
  const kubectl = kubectlIn('kaspr-hooks-e2e', { ...process.env, KUBECONFIG: layout.kubeconfig, PATH: [programFolder(), process.env['PATH']].join(delimiter) })
  await withOperator(layout, async () => {
    await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kaspr-hooks-e2e' } })
    for (const { name, play } of scenarios.filter(({ needs }) => needs === undefined)) {
      await t.test(name, async (t) => {
        await t.resolves(play(kubectl))
      })
    }
    await kubectl.run('delete', 'namespace', 'kaspr-hooks-e2e', '--wait=false')
  })
})
