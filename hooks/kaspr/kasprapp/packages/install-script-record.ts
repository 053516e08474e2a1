// The record that the install script leaves for the service: its container's termination message. Contract: Kaspr lifecycle, section 8.4.
import { shellWord } from './shell-word.ts'

/** Where the kubelet reads the message from. */
const messageFile = '/dev/termination-log'

// No more than 4096 bytes are kept. Packages are left out from the end until the record fits. A record of the shared volume says who
// installed; without one it was this pod, now.
const recordProgram = `
import json, sys
from datetime import datetime, timezone
path, packages, duration, pod, warning, marker = sys.argv[1:]
record = {
    "packages": json.loads(packages),
    "install_time": datetime.now(timezone.utc).isoformat(timespec="microseconds"),
    "duration": duration + "s",
    "pod_name": pod,
}
try:
    with open(marker) as file:
        known = json.load(file)
    record.update({key: known[key] for key in record if key in known})
except (OSError, ValueError, TypeError):
    pass
if warning:
    record["warning"] = warning[:500]
while len(json.dumps(record)) > 4096 and record["packages"]:
    record["packages"].pop()
with open(path, "w") as file:
    file.write(json.dumps(record))
`

/** Bash that defines `kaspr_record [warning] [marker]`. It never fails: a pod with its packages starts, whoever knows of it. */
export const recordFunction = `kaspr_start=$SECONDS
kaspr_record_program=${shellWord(recordProgram)}
kaspr_record() {
  python3 -c "$kaspr_record_program" ${messageFile} "$kaspr_list" "$((SECONDS - kaspr_start))" "$HOSTNAME" "\${1:-}" "\${2:-}" 2>/dev/null || true
}`
