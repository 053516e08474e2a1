import process from 'node:process'
import { parseArgs } from 'node:util'
import { kubectlIn } from './e2e/kubectl.ts'
import { scenarios } from './e2e/scenarios.ts'

// npm run e2e [-- --containers]: plays the scenarios against a release in the cluster of KUBECONFIG, in a namespace of their
// own. With --containers the nodes run real ones. Ends with one plain line, `N passed, N failed`.

const say = (text: string): void => { process.stdout.write(`${text}\n`) }
const { values: { containers = false } } = parseArgs({ options: { containers: { type: 'boolean' } } })

const kubectl = kubectlIn('kaspr-hooks-e2e', process.env)
let [passed, failed] = [0, 0]
await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kaspr-hooks-e2e' } })
for (const { name, play, needs } of scenarios) {
  if (needs === 'containers' && !containers) continue
  try {
    await play(kubectl)
    passed += 1
    say(`ok ${name}`)
  } catch (error) {
    failed += 1
    say(`not ok ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
await kubectl.run('delete', 'namespace', 'kaspr-hooks-e2e', '--wait=false')
say(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
