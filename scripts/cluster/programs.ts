import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../bench/cache-folder.ts'
import { BuildFailed, GoMissing } from './errors.ts'

// The programs of the control plane, built from test/cluster/go.mod once for each content of its go.sum.

const moduleFolder = fileURLToPath(new URL('../../test/cluster/', import.meta.url))

const kubernetes = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'] as const
const others = { etcd: 'go.etcd.io/etcd/server/v3', kwok: 'sigs.k8s.io/kwok/cmd/kwok', helm: 'helm.sh/helm/v3/cmd/helm' } as const

export type Program = typeof kubernetes[number] | keyof typeof others

const packages: readonly (readonly [Program, string])[] = [
  ...kubernetes.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`] as const),
  ['etcd', others.etcd], ['kwok', others.kwok], ['helm', others.helm],
]

/** Folders of kwok's module with the stages that pods, nodes and claims pass through. */
const stageFolders = ['node/fast', 'node/heartbeat-with-lease', 'pod/general', 'pod/chaos', 'volume/fast'] as const

const text = (name: string): string => readFileSync(join(moduleFolder, name), 'utf8')

/** Version that go.mod pins for a module, with its `v`. */
export const pinned = (module: string): string => new RegExp(`^\\t?${module} (v\\S+)`, 'm').exec(text('go.mod'))?.[1] ?? ''

/** Where the built programs of this checkout's go.sum are, or will be. */
export const programFolder = (): string =>
  join(cacheFolder(), 'cluster', createHash('sha256').update(text('go.sum')).digest('hex').slice(0, 16))

export const programPath = (name: Program): string => join(programFolder(), name)

/** One file with all stages. */
export const stagesPath = (): string => join(programFolder(), 'stages.yaml')

export const isBuilt = (): boolean => existsSync(programFolder())

/**
 * Builds what is missing; about ten minutes on two cores with nothing in Go's own cache. `say` gets a line at each step.
 * Throws GoMissing or BuildFailed.
 */
export const buildPrograms = (say: (line: string) => void): void => {
  if (isBuilt()) return
  checkGo()
  removeLeftovers()
  const folder = `${programFolder()}.${process.pid}`
  mkdirSync(folder, { recursive: true })
  try {
    say(`building the control plane from test/cluster/go.mod: about ten minutes the first time, into ${programFolder()}`)
    compile(folder)
    writeFileSync(join(folder, 'stages.yaml'), stages())
    if (!isBuilt()) renameSync(folder, programFolder())
    say('built the control plane')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Half a gigabyte each, from builds that were interrupted. */
const removeLeftovers = (): void => {
  const [parent, prefix] = [dirname(programFolder()), `${basename(programFolder())}.`]
  const leftovers = existsSync(parent) ? readdirSync(parent).filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))) : []
  for (const name of leftovers) {
    if (!existsSync(`/proc/${name.slice(prefix.length)}`)) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

const checkGo = (): void => {
  const wanted = /^go (\S+)$/m.exec(text('go.mod'))?.[1] ?? ''
  const found = spawnSync('go', ['env', 'GOVERSION'], { cwd: moduleFolder, encoding: 'utf8' })
  if (found.error !== undefined) throw new GoMissing(wanted, 'there is no `go` in the PATH')
  if (found.status !== 0) throw new GoMissing(wanted, found.stderr.trim())
}

const compile = (folder: string): void => {
  const log = `${programFolder()}.log`
  const output = openSync(log, 'w')
  const flags = ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags', versionFlags()]
  const built = spawnSync('go', ['build', ...flags, '-o', `${folder}/`, ...packages.map(([, path]) => path)], {
    cwd: moduleFolder, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' }, stdio: ['ignore', output, output],
  })
  closeSync(output)
  if (built.status !== 0) throw new BuildFailed(log)
  // A program is named after the last part of its path that is no version.
  renameSync(join(folder, 'server'), join(folder, 'etcd'))
}

/** Clients refuse to talk to a server that cannot say its version. */
const versionFlags = (): string => {
  const version = pinned('k8s.io/kubernetes')
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? []
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  return ['-s', '-w', ...Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)].join(' ')
}

const stages = (): string => {
  const found = spawnSync('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], { cwd: moduleFolder, encoding: 'utf8', env: { ...process.env, GOFLAGS: '' } })
  if (found.status !== 0) throw new BuildFailed(found.stderr.trim())
  const folders = stageFolders.map((folder) => join(found.stdout.trim(), 'kustomize', 'stage', folder))
  const files = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.yaml')).toSorted().map((name) => readFileSync(join(folder, name), 'utf8')))
  return files.filter((file) => /^kind: Stage$/m.test(file)).join('---\n')
}
