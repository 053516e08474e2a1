// The install script with an archive in a bucket: unpack it, or install and upload it for the next pod.
// Contract: Kaspr resources, section 4.5 "GCS mode", oddity 24.
import { bucketProgram } from './install-script-bucket.ts'
import { shellWord } from './shell-word.ts'

/** Largest archive to upload in bytes, file with the service account's JSON key. `giveUp` is the bash line that ends the start. */
export type ArchivedInstall = { maxArchiveBytes: number; keyPath: string; giveUp: string }

/** Bash from the download to the upload. Expects `kaspr_install`, `kaspr_python` and `kaspr_dir`. */
export function archivedInstall(install: ArchivedInstall): string {
  return [bucketFunctions(install), unpacking, installing(install.giveUp), packing(install.maxArchiveBytes)].join('\n\n')
}

// Archives hold compiled files, so each Python version has its own.
function bucketFunctions(install: ArchivedInstall): string {
  return `export GCS_OBJECT_KEY="\${GCS_OBJECT_KEY%.tar.gz}-py$kaspr_python.tar.gz"
kaspr_archive=/tmp/packages.tar.gz

kaspr_bucket_program=${shellWord(bucketProgram)}
kaspr_bucket() {
  python3 -c "$kaspr_bucket_program" "$1" "$kaspr_archive" ${shellWord(install.keyPath)}
}`
}

// A broken archive must not stop the pod (oddity 24), nor leave half a package, which pip would take for a whole one.
// Unpacked beside and moved: an archive may set the mode of its top directory, and the volume's own is often not ours to change.
const unpacking = `kaspr_clear() (
  shopt -s dotglob nullglob
  rm -rf -- "\${kaspr_dir:?}"/*
)

kaspr_unpack() (
  shopt -s dotglob
  kaspr_unpacked="$kaspr_dir/.unpacked"
  kaspr_clear && mkdir "$kaspr_unpacked" && tar -xzf "$kaspr_archive" -C "$kaspr_unpacked" &&
    mv -- "$kaspr_unpacked"/* "$kaspr_dir" && rmdir "$kaspr_unpacked"
)

if kaspr_bucket download; then
  if kaspr_unpack; then
    rm -f "$kaspr_archive"
    kaspr_record
    echo 'The packages were unpacked from the archive'
    exit 0
  fi
  echo 'The archive is broken; installing with pip instead'
  kaspr_clear
fi
rm -f "$kaspr_archive"`

function installing(giveUp: string): string {
  return `if ! kaspr_install; then
  ${giveUp}
fi`
}

// Uploading is a service to later pods: whatever goes wrong from here on, this pod has its packages.
function packing(maxArchiveBytes: number): string {
  return `kaspr_share() {
  (shopt -s dotglob && cd "$kaspr_dir" && tar -czf "$kaspr_archive" -- *) || return
  if [ "$(stat -c %s "$kaspr_archive")" -gt ${maxArchiveBytes} ]; then
    echo 'The archive is larger than ${maxArchiveBytes} bytes and is not uploaded'
    return
  fi
  kaspr_bucket upload
}

kaspr_share || echo 'The archive was not uploaded'
rm -f "$kaspr_archive" || true
kaspr_record
echo 'The packages are installed'
exit 0`
}
