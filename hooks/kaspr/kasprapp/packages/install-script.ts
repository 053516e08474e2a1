// The script of init container `install-packages`. Contract: Kaspr resources, section 4.5; oddities 5, 8, 10, 11 and 24 are improved.
import { archivedInstall } from './install-script-gcs.ts'
import { recordFunction } from './install-script-record.ts'
import { pipFunctions } from './install-script-pip.ts'
import { sharedInstall } from './install-script-pvc.ts'
import { referencedVariables } from './package-names.ts'
import { entryWord, shellWord } from './shell-word.ts'

/**
 * What is installed and where. `packages`: entries without a problem (package-names.ts), in spec order. `hash`: of the package set.
 * `timeout`: seconds for one run of pip. `attempts`: `retries + 1`. `gcs` belongs to mode `gcs`: limit in bytes, path of the JSON key.
 */
export type InstallPlan = {
  mode: 'pvc' | 'emptyDir' | 'gcs'
  packages: readonly string[]
  hash: string
  timeout: number
  attempts: number
  onFailure: 'block' | 'allow'
  gcs?: { maxArchiveBytes: number; keyPath: string }
}

/**
 * Bash for `/bin/bash -c` in a Debian-based Python image: bash, coreutils, flock, grep, tar, python3, pip, and openssl for `gcs`.
 * Same plan, same text. Exit status 0 lets the pod start, 1 keeps it in its init container.
 * Values of the spec stand in it as literal words; only `$NAME` and `${NAME}` of a package entry expand.
 * Without the `gcs` block mode `gcs` has no key to reach a bucket with, so it installs like `emptyDir`.
 */
export function installScript(plan: InstallPlan): string {
  return [opening(plan), banner(plan), preparation(plan), ending(plan)].join('\n\n').trim()
}

// Entries expand before the script has variables of its own, which could otherwise hide the container's.
function opening(plan: InstallPlan): string {
  return `set -eo pipefail

kaspr_packages=(
${plan.packages.map((entry) => `  ${entryWord(entry)}`).join('\n')}
)
kaspr_list=${shellWord(JSON.stringify(plan.packages))}
kaspr_dir=/opt/kaspr/packages
kaspr_log=/tmp/pip-error.log`
}

function banner(plan: InstallPlan): string {
  const lines = [
    `echo '=== Kaspr: installing Python packages ==='`,
    `echo "Directory: $kaspr_dir"`,
    `printf 'Packages: %s\\n' "$kaspr_list"`,
    ...(plan.mode === 'emptyDir' ? [] : [`echo ${shellWord(`Hash: ${plan.hash}`)}`]),
    `echo 'Timeout: ${plan.timeout}s'`,
    `echo 'Attempts: ${plan.attempts}'`,
    `echo 'On failure: ${plan.onFailure}'`,
  ]
  return lines.join('\n')
}

const pythonVersion = `kaspr_python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')\n`

function preparation(plan: InstallPlan): string {
  const secrets = [...new Set(plan.packages.flatMap(referencedVariables))]
  const { timeout, attempts } = plan
  return `${plan.mode === 'emptyDir' ? '' : pythonVersion}mkdir -p "$kaspr_dir"

${recordFunction}

${pipFunctions({ timeout, attempts, upgrade: plan.mode === 'pvc', secrets })}`
}

function ending(plan: InstallPlan): string {
  const giveUp = ends[plan.onFailure]
  if (plan.mode === 'pvc') return sharedInstall({ hash: plan.hash, timeout: plan.timeout, attempts: plan.attempts, giveUp })
  if (plan.mode === 'gcs' && plan.gcs !== undefined) return archivedInstall({ ...plan.gcs, giveUp })
  return `if ! kaspr_install; then
  ${giveUp}
fi
kaspr_record
echo 'The packages are installed'
exit 0`
}

const ends = {
  block: `echo 'The packages are not installed; the pod does not start (on failure: block)' && exit 1`,
  allow: `kaspr_record "\${kaspr_why:-The packages are not installed}" && echo 'The packages are not installed; the pod starts without them (on failure: allow)' && exit 0`,
}
