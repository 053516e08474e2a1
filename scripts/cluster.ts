import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageInvalid } from '../src/protocol/errors.ts'
import { runningState, startControlPlane, stopControlPlane } from './cluster/control-plane.ts'
import { NotRunning } from './cluster/errors.ts'
import { layoutOf } from './cluster/layout.ts'
import type { Layout } from './cluster/layout.ts'

// npm run cluster -- up|down|status|kubeconfig: a real Kubernetes control plane on this machine, for tests and for trying things.

const help = `
Usage: npm run cluster -- up|down|status|kubeconfig [--dir DIR]

A control plane without containers: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok, which plays
the kubelet: pods become Running and claims of class kwok-volume Bound, but no program runs in them. Needs Go the first
time, about ten minutes.

  up           start it and print the path of its kubeconfig
  down         stop it and delete everything it wrote
  status       say whether it runs; exit 1 when it does not
  kubeconfig   print the path of the kubeconfig

  --dir DIR    where it keeps its data (below the cache of this project)

Example: export KUBECONFIG=$(npm run --silent cluster -- up)
`

const out = (text: string): void => { process.stdout.write(`${text}\n`) }
const say = (text: string): void => { process.stderr.write(`${text}\n`) }

const up = async (layout: Layout, folder: string | undefined): Promise<void> => {
  const began = Date.now()
  // Until it is ready, it goes down with us: Ctrl-C needs no care of its own.
  const { keep } = await startControlPlane({ folder, say })
  keep()
  say(`the control plane is ready after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  out(layout.kubeconfig)
}

const status = (layout: Layout): void => {
  const state = runningState(layout)
  if (state === undefined) throw new NotRunning(layout.folder)
  out(`${state.phase}${state.message === '' ? '' : `: ${state.message}`}`)
  out(`server: ${state.server}`)
  out(`kubeconfig: ${layout.kubeconfig}`)
  out(`logs: ${layout.logs}`)
  out(state.parts.map(({ name, pid }) => `${name}: process ${pid}`).join('\n'))
}

const kubeconfig = (layout: Layout): void => {
  if (runningState(layout)?.phase !== 'ready') throw new NotRunning(layout.folder)
  out(layout.kubeconfig)
}

const run = async (verb: string, folder: string | undefined): Promise<void> => {
  const layout = layoutOf(folder)
  if (verb === 'up') return up(layout, folder)
  if (verb === 'status') return status(layout)
  if (verb === 'kubeconfig') return kubeconfig(layout)
  if (verb === 'down') return say(await stopControlPlane(layout) ? 'the control plane is down' : 'there was no control plane')
  throw new UsageInvalid(`unknown verb "${verb}"; see --help`)
}

const parsed = (): ReturnType<typeof parseCommand> => {
  try {
    return parseCommand()
  } catch (error) {
    throw new UsageInvalid(error instanceof Error ? error.message : String(error))
  }
}

const parseCommand = () => parseArgs({ allowPositionals: true, options: { dir: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })

const main = async (): Promise<void> => {
  const { values, positionals: [verb = '', ...others] } = parsed()
  if (values.help === true) return out(help.trim())
  if (others.length > 0 || verb === '') throw new UsageInvalid('one of up, down, status, kubeconfig is needed; see --help')
  await run(verb, values.dir === undefined ? undefined : resolve(values.dir))
}

const codeOf = (error: unknown): string => error instanceof Error && 'code' in error ? String(error.code) : 'KH_CLUSTER'

try {
  await main()
} catch (error) {
  say(`${codeOf(error)}: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = codeOf(error) === 'KH_USAGE' ? 2 : 1
}
