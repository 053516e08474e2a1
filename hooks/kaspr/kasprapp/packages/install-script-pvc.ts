// The install script on a shared volume: one pod installs, the others wait and find the marker.
// Contract: Kaspr resources, section 4.5 "PVC mode", oddities 5, 8 and 11.
import { pause } from './install-script-pip.ts'
import { shellWord } from './shell-word.ts'

/** Name of the set, and what bounds the time a pod may hold the lock. `giveUp` is the bash line that ends the pod's start. */
export type SharedInstall = { hash: string; timeout: number; attempts: number; giveUp: string }

/**
 * Seconds one pod can need for all its attempts. Waiting for the lock takes as long, and a lock is stale 300 s after that.
 * Upstream waits `timeout` and calls a lock stale after `timeout + 300` (1200 s in its vector D3, where this gives 3015 s):
 * less than a pod may rightly hold it (oddity 11), so both numbers differ from upstream's on purpose.
 */
export function longestInstall(timeout: number, attempts: number): number {
  return attempts * (timeout + pause)
}

/** Bash from the lock to the marker. Expects `kaspr_install`, `kaspr_python`, `kaspr_dir` and `kaspr_list`. */
export function sharedInstall(install: SharedInstall): string {
  return [markerFunctions(install.hash), locking(install), installing(install.giveUp)].join('\n\n')
}

// Status 0: the marker was written by the same Python. Anything else, also an unreadable marker: install again.
const checkMarker = `
import json, sys
with open(sys.argv[1]) as file:
    sys.exit(json.load(file)["python_version"] != sys.argv[2])
`

// Written beside and renamed, so that nobody reads half a marker. The packages stand as in the spec, with nothing expanded.
const writeMarker = `
import json, os, sys
from datetime import datetime, timezone
path, packages, version, duration, pod = sys.argv[1:]
marker = {
    "packages": json.loads(packages),
    "python_version": version,
    "install_time": datetime.now(timezone.utc).isoformat(timespec="microseconds"),
    "duration": duration + "s",
    "pod_name": pod,
}
with open(path + ".new", "w") as file:
    json.dump(marker, file)
os.replace(path + ".new", path)
`

function markerFunctions(hash: string): string {
  return `kaspr_marker="$kaspr_dir"/${shellWord(`.installed-${hash}`)}

kaspr_is_installed() {
  [ -e "$kaspr_marker" ] && python3 -c ${shellWord(checkMarker)} "$kaspr_marker" "$kaspr_python" 2>/dev/null
}

kaspr_write_marker() {
  python3 -c ${shellWord(writeMarker)} "$kaspr_marker" "$kaspr_list" "$kaspr_python" "$1" "$HOSTNAME"
}`
}

function locking(install: SharedInstall): string {
  const longest = longestInstall(install.timeout, install.attempts)
  return `kaspr_lock="$kaspr_dir/.install.lock"

kaspr_lock_is_stale() {
  local kaspr_now kaspr_renewed
  kaspr_now=$(date +%s)
  kaspr_renewed=$(stat -c %Y "$kaspr_lock" 2>/dev/null) && [ "$((kaspr_now - kaspr_renewed))" -gt ${longest + 300} ]
}

if kaspr_lock_is_stale; then
  echo 'Removing a stale lock'
  rm -f "$kaspr_lock"
fi
exec 200>"$kaspr_lock"
if ! flock -w ${longest} 200; then
  echo 'The install lock was not free within ${longest}s'
  kaspr_why='timeout: the install lock was not free'
  ${install.giveUp}
fi
# From here the lock ages anew: the wait must not count as time of holding it.
touch "$kaspr_lock"`
}

function installing(giveUp: string): string {
  return `if kaspr_is_installed; then
  echo 'The packages are already installed'
  kaspr_record '' "$kaspr_marker"
  flock -u 200
  exit 0
fi
rm -f "$kaspr_dir"/.installed-*

kaspr_start=$SECONDS
if kaspr_install; then
  kaspr_write_marker "$((SECONDS - kaspr_start))" || echo 'The marker could not be written; the next pod installs again'
  kaspr_record '' "$kaspr_marker"
  flock -u 200
  echo 'The packages are installed'
  exit 0
fi
flock -u 200
${giveUp}`
}
