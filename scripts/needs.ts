import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../bench/cache-folder.ts'

// What the tests need besides Node: a browser, a Go toolchain and Prometheus. Where this may be installed, it is.

export interface Need {
  readonly command: string
  /** Where it comes from. */
  readonly from: string
  /** Debian package that brings it; absent where Debian's is too old. */
  readonly debian?: string
  /** The package is unpacked into the cache and not installed: installed, it would start a daemon. */
  readonly isUnpacked?: boolean
  /** What of the tests needs it. */
  readonly purpose: string
}

export const browser: Need = { command: 'chromium', debian: 'chromium', from: 'Debian package chromium', purpose: 'the pages are tried in a real browser' }
export const go: Need = { command: 'go', from: 'Go 1.26 or newer', purpose: 'the control plane of the tests is built from Go modules' }
/** What people type by the pages of docs/. */
export const tools: readonly Need[] = ['curl', 'jq', 'openssl'].map((command) => ({ command, debian: command, from: `Debian package ${command}`, purpose: 'commands of the pages are run as they stand' }))
const unpacked = { debian: 'prometheus', isUnpacked: true, from: 'Debian package prometheus' } as const
export const prometheus: Need = { ...unpacked, command: 'prometheus', purpose: 'dashboards and alerts are asked of a real Prometheus' }
export const promtool: Need = { ...unpacked, command: 'promtool', purpose: 'alerts are tried on series of numbers' }

const unpackedFolder = (name: string): string => join(cacheFolder(), 'debian', name)

/** Where a program is; undefined when it is missing. */
export const programOf = ({ command, debian = '', isUnpacked = false }: Need): string | undefined => {
  const folders = [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''), ...(isUnpacked ? [join(unpackedFolder(debian), 'usr', 'bin')] : [])]
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path))
}

const isThere = (need: Need): boolean => programOf(need) !== undefined

const isRoot = (): boolean => process.getuid?.() === 0

/** Installs what is missing, where that is possible. Gives back what is still missing, in words. */
export const provide = (needs: readonly Need[]): readonly string[] => {
  const missing = needs.filter((need) => !isThere(need))
  if (missing.length > 0 && existsSync('/usr/bin/apt-get')) bring(missing)
  return needs.filter((need) => !isThere(need)).map(({ command, from, purpose }) => `${command} is missing: ${purpose} (${from})`)
}

const apt = (args: readonly string[], cwd = '/'): void => {
  spawnSync('apt-get', ['--quiet', ...args], { cwd, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Only root installs; whoever has lists of packages may unpack. */
const bring = (needs: readonly Need[]): void => {
  const packagesOf = (isUnpacked: boolean): readonly string[] => [...new Set(needs.filter((need) => (need.isUnpacked ?? false) === isUnpacked).flatMap(({ debian }) => debian ?? []))]
  if (isRoot()) apt(['update'])
  if (isRoot() && packagesOf(false).length > 0) apt(['install', '--yes', '--no-install-recommends', ...packagesOf(false)])
  for (const name of packagesOf(true)) unpack(name)
}

/** Two runs may unpack at the same time: the folder takes its name when it is complete. */
const unpack = (name: string): void => {
  const target = unpackedFolder(name)
  mkdirSync(join(target, '..'), { recursive: true })
  const folder = mkdtempSync(`${target}-`)
  try {
    // Its own user, who cannot read the cache, would complain.
    apt(['--option=APT::Sandbox::User=root', 'download', name], folder)
    const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'))
    if (file === undefined || spawnSync('dpkg-deb', ['--extract', join(folder, file), join(folder, 'files')]).status !== 0) return
    if (!existsSync(target)) renameSync(join(folder, 'files'), target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
