import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// What the tests need besides Node: a browser and a Go toolchain. Where this may be installed, it is.

export interface Need {
  readonly command: string
  /** Where it comes from. */
  readonly from: string
  /** Debian package that brings it; absent where Debian's is too old. */
  readonly debian?: string
  /** What of the tests needs it. */
  readonly purpose: string
}

export const browser: Need = { command: 'chromium', debian: 'chromium', from: 'Debian package chromium', purpose: 'the pages are tried in a real browser' }
export const go: Need = { command: 'go', from: 'Go 1.26 or newer', purpose: 'the control plane of the tests is built from Go modules' }

const isThere = ({ command }: Need): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${command}`))

const isRoot = (): boolean => process.getuid?.() === 0

/** Installs what is missing, where that is possible. Gives back what is still missing, in words. */
export const provide = (needs: readonly Need[]): readonly string[] => {
  const missing = needs.filter((need) => !isThere(need))
  if (missing.length > 0 && isRoot() && existsSync('/usr/bin/apt-get')) install(missing)
  return needs.filter((need) => !isThere(need)).map(({ command, from, purpose }) => `${command} is missing: ${purpose} (${from})`)
}

const install = (needs: readonly Need[]): void => {
  const packages = needs.flatMap(({ debian }) => debian ?? [])
  if (packages.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update', '--quiet'], ['install', '--quiet', '--yes', '--no-install-recommends', ...packages]]) {
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
}
