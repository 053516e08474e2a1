import { delimiter } from 'node:path'
import t from 'tap'
import { storageClass } from '../../scripts/cluster/furniture.ts'
import { programFolder } from '../../scripts/cluster/programs.ts'
import { pageAt } from '../docs/page.ts'
import { commandPages, openShell, stepsOf, unsaid } from '../docs/shell.ts'
import type { Ran, Step } from '../docs/shell.ts'
import { theLayout } from './harness/control-plane.ts'
import { eventually } from './harness/eventually.ts'
import { withOperator } from './harness/operator.ts'

// Blocks of the pages that are marked `cluster`, in the order of a life: install, look, apply, change, upgrade, go back, uninstall. Our
// engine stands for Metacontroller, which would need a container; kwok plays the pods.

const layout = theLayout()
const shell = openShell('cluster', { KUBECONFIG: layout.kubeconfig, PATH: [programFolder(), process.env['PATH']].join(delimiter) })
const engine = { name: 'engine' } as const

/** Definitions are there before the chart, and the doctor misses Metacontroller. */
const here = (text: string): string => text
  .replaceAll('helm upgrade --install', 'helm upgrade --install --take-ownership')
  .replaceAll(/^npx kaspr-hooks doctor$/gm, 'npx kaspr-hooks doctor || test $? -eq 1')

const run = (text: string): Promise<Ran> => shell(here(text))

/** Runs a block until it prints what the page says. Blocks may be repeated: nobody waits in them. */
const played = async ({ block, says }: Step): Promise<Ran> => {
  let ran: Ran = { status: 1, out: '', err: '' }
  await eventually(block.text, async () => {
    ran = await run(block.text)
    return { done: ran.status === 0 && unsaid(says ?? '\n', `${ran.out}\n`).length === 0, seen: ran }
  }, 1000)
  return ran
}

const all = commandPages.map((path) => stepsOf(pageAt(path), 'cluster'))
const [beginning = [], ...others] = all
const uninstalling = beginning.findIndex(({ block }) => block.text.startsWith('helm uninstall'))

const uids = async (): Promise<readonly string[]> => (await run("kubectl get kasprapps,statefulsets,pods,persistentvolumeclaims --output jsonpath='{range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{\"\\n\"}{end}'")).out.trim().split('\n').toSorted()

/** Nobody changes anything for a while. */
const calm = async (): Promise<void> => {
  const versions = async (): Promise<string> => (await run("kubectl get kasprapps,kaspragents,statefulsets,pods --output jsonpath='{.items[*].metadata.resourceVersion}'")).out
  let last = { seen: '', since: Date.now() }
  await eventually('nothing changes for five seconds', async () => {
    const seen = await versions()
    if (seen !== last.seen) last = { seen, since: Date.now() }
    return { done: Date.now() - last.since >= 5000, seen }
  }, 500)
}

/** Here volumes have another class than in the examples. */
t.before(async () => {
  const { status, err } = await run(`mkdir own && cp --recursive examples/. own && rm examples && mv own examples && sed -i 's/class: standard/class: ${storageClass}/' examples/*.yaml`)
  t.equal(status, 0, err)
})

t.teardown(async () => {
  await run('kubectl delete kasprapps,kaspragents,kasprtables,kasprwebviews --all; kubectl delete persistentvolumeclaims --selector kaspr.io/kind=KasprApp; helm uninstall kaspr-hooks --namespace kaspr-hooks; kubectl delete namespace kaspr-hooks --wait')
})

t.test('pages are gone through in the order of a life', async (t) => {
  t.ok(uninstalling >= 4)
  t.ok(others.filter((steps) => steps.length > 0).length >= 4)
  await withOperator(layout, async () => {
    for (const step of [...beginning.slice(0, uninstalling), ...others.flat()]) {
      const { status, err } = await played(step)
      t.equal(status, 0, `${step.block.text}\n${err}`)
    }
  }, engine)
})

t.test('what runs is not replaced by a release that is at rest, and is by another registry: the new command line says both', async (t) => {
  await withOperator(layout, async () => {
    await calm()
    const [look] = stepsOf(pageAt('docs/upgrade-and-compatibility.md'), 'cluster')
    t.match((await run(look?.block.text ?? '')).out, /^no differences$/m)
    const { out } = await run((look?.block.text ?? '').replace('npx', 'KASPR_IMAGE_REGISTRY=registry.example.com npx'))
    t.match(out, /^StatefulSet default\/greeter-app: rolls 1 pod: .*image/m)
  }, engine)
})

t.test('uninstalled, all that runs stays as it is; installed again, nothing is replaced', async (t) => {
  const before = await uids()
  t.ok(before.filter((line) => line.startsWith('Pod ')).length >= 2, before.join('\n'))
  const [step] = beginning.slice(uninstalling)
  t.equal((await run(step?.block.text ?? 'false')).status, 0)
  t.strictSame(await uids(), before)
  const { status, err } = await shell(beginning[0]?.block.text.split('\nkubectl')[0] ?? 'false')
  t.equal(status, 0, err)
  await withOperator(layout, calm, engine)
  t.strictSame(await uids(), before)
})
