import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startControlPlane, stopControlPlane } from './cluster/control-plane.ts'
import { runTap } from './tap-run.ts'
import type { Counts } from './tap-run.ts'

// npm run test:cluster [-- FILE...]: brings a real control plane up, runs test/cluster against it, takes it down. With
// METACONTROLLER_BIN and METACONTROLLER_CRDS the operator of the scenarios is that Metacontroller, and the engine is compared with it.

const say = (text: string): void => { process.stdout.write(`${text}\n`) }
const folder = 'test/cluster'

const isThere = (name: string): boolean => (process.env[name] ?? '') !== ''

/** They say nothing without a real Metacontroller. */
const withMetacontroller: readonly string[] = ['chart-wire.cluster.ts', 'differential.cluster.ts']

const allFiles = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.cluster.ts'))
  .filter((name) => !withMetacontroller.includes(name) || isThere('METACONTROLLER_BIN')).toSorted().map((name) => join(folder, name))

/** Counts of all assertions. Throws coded errors when there is no control plane to be had. */
const testCluster = async (given: readonly string[]): Promise<Counts> => {
  const base = mkdtempSync(join(tmpdir(), 'kaspr-hooks-cluster-'))
  const output = join(base, 'result.tap')
  const began = Date.now()
  const { layout } = await startControlPlane({ folder: base, say })
  say(`== control plane: ready after ${((Date.now() - began) / 1000).toFixed(1)} s; all output in ${output}, logs in ${layout.logs}`)
  try {
    const env = { ...process.env, KASPR_HOOKS_CLUSTER: base, KUBECONFIG: layout.kubeconfig }
    const counts = await runTap({ files: given.length > 0 ? given : allFiles(), options: ['--jobs=1', '--timeout=1800'], env, output, say })
    if (counts.failed === 0) await stopControlPlane(layout)
    return counts
  } finally {
    leave(base)
  }
}

/** What a failure left behind is worth looking at. */
const leave = (base: string): void => {
  if (!readdirSync(base).includes('control-plane')) rmSync(base, { recursive: true })
}

try {
  const { passed, failed } = await testCluster(process.argv.slice(2))
  say(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'KH_CLUSTER'
  say(`${code}: ${error instanceof Error ? error.message : String(error)}`)
  say('0 passed, 1 failed')
  process.exitCode = 1
}
