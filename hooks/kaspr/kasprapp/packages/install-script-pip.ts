// The part of the install script that all modes share: one pip command line and its attempts.
// Contract: Kaspr resources, section 4.5 "common parts", oddities 5 and 10.
import { indexProgram } from './install-script-index.ts'
import { maskProgram } from './install-script-mask.ts'
import { shellWord } from './shell-word.ts'

/** What the attempts need: seconds for one run of pip, how many runs, names of the variables whose values must not be shown. */
export type PipRuns = { timeout: number; attempts: number; upgrade: boolean; secrets: readonly string[] }

/** Seconds between two attempts. */
export const pause = 5

/** Bash that defines `kaspr_install`: status 0 after a success, 1 after the last failure. Reads `kaspr_dir` and `kaspr_packages`. */
export function pipFunctions(runs: PipRuns): string {
  return [indexArguments, maskFunction(runs.secrets), pipRun(runs), classification(runs.timeout), attemptLoop(runs.attempts)].join('\n\n')
}

const indexArguments = `# Options for the package indexes, from INDEX_URL, EXTRA_INDEX_URLS, TRUSTED_HOSTS, PYPI_USERNAME and PYPI_PASSWORD.
kaspr_index_program=${shellWord(indexProgram)}
mapfile -d '' -t kaspr_index < <(python3 -c "$kaspr_index_program")
wait "$!"`

function maskFunction(secrets: readonly string[]): string {
  const names = [...secrets, 'PYPI_USERNAME', 'PYPI_PASSWORD'].map(shellWord).join(' ')
  return `# Tokens and passwords reach pip, but no log.
kaspr_mask_program=${shellWord(maskProgram)}
kaspr_mask() {
  python3 -c "$kaspr_mask_program" ${names}
}`
}

// With --target pip leaves what is already there as it is and only warns, so a filled directory needs --upgrade (oddity 5).
// Lock and markers are dot files, which the pattern does not match.
const upgradeWhenFilled = `
  if compgen -G "$kaspr_dir/*" >/dev/null; then
    kaspr_upgrade=(--upgrade)
  fi`

function pipRun(runs: PipRuns): string {
  return `# Messages go to the container's log, errors to a file; both masked. Status: that of timeout, which is 124 for a run it cut.
kaspr_pip() {
  local kaspr_upgrade=()${runs.upgrade ? upgradeWhenFilled : ''}
  {
    {
      timeout ${runs.timeout}s pip install --no-warn-script-location --target "$kaspr_dir" --no-cache-dir \\
        "\${kaspr_upgrade[@]}" "\${kaspr_index[@]}" "\${kaspr_packages[@]}" 2>&3 | kaspr_mask >&4
    } 3>&1 | kaspr_mask >"$kaspr_log"
  } 4>&1
}`
}

// Types and their patterns are upstream's, in its order; a run cut by its timeout has no type of its own there.
function classification(timeout: number): string {
  return `kaspr_log_says() {
  [ -f "$kaspr_log" ] && grep -qiE -- "$1" "$kaspr_log"
}

kaspr_classify() {
  local kaspr_type=unknown kaspr_message="pip failed with exit code $1"
  if [ "$1" -eq 124 ]; then
    kaspr_message='timeout: pip was stopped after ${timeout}s'
  fi
  if kaspr_log_says 'No matching distribution|Could not find a version'; then
    kaspr_type=package_not_found kaspr_message='package or version not found on the index'
  elif kaspr_log_says 'hash'; then
    kaspr_type=hash_mismatch kaspr_message='a downloaded file does not have the expected hash'
  elif kaspr_log_says '403|401|authentication|Access denied'; then
    kaspr_type=authentication kaspr_message='the index or repository refused the credentials'
  elif kaspr_log_says 'ConnectionError|NewConnectionError|MaxRetryError|Name or service not known'; then
    kaspr_type=network kaspr_message='no network connection to the index or repository'
  fi
  echo "ERROR_TYPE: $kaspr_type"
  echo "ERROR_MSG: $kaspr_message"
  kaspr_why="$kaspr_type: $kaspr_message"
}`
}

function attemptLoop(attempts: number): string {
  return `kaspr_install() {
  local kaspr_attempt kaspr_status
  for ((kaspr_attempt = 1; kaspr_attempt <= ${attempts}; kaspr_attempt++)); do
    echo "Attempt $kaspr_attempt of ${attempts}"
    kaspr_status=0
    kaspr_pip || kaspr_status=$?
    if [ "$kaspr_status" -eq 0 ]; then
      return 0
    fi
    echo "pip failed with exit code $kaspr_status"
    if [ -f "$kaspr_log" ]; then
      cat "$kaspr_log"
    fi
    kaspr_classify "$kaspr_status"
    if [ "$kaspr_attempt" -lt ${attempts} ]; then
      echo 'Trying again in ${pause}s'
      sleep ${pause}
    fi
  done
  return 1
}`
}
