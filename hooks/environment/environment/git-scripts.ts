import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { environmentLabels } from './environment.ts'
import type { Environment } from './environment.ts'

export const gitScriptsName = 'catalyst-git-scripts'
export const gitCloneKey = 'git-clone.sh'

/**
 * Brings a working copy to GIT_COMMIT, whatever is there already (environment.md Part C 8). With GIT_PRESERVE_CHANGES=true a working copy with changes stays as it is.
 * A token, if there is one, is handed to git by a helper and never written into the configuration or the address.
 */
const gitClone = `#!/bin/sh
set -eu
: "\${GIT_REPO_URL:?}" "\${GIT_COMMIT:?}" "\${GIT_DIR_PATH:?}"
export HOME="\${HOME:-/tmp}"
git config --global --add safe.directory "$GIT_DIR_PATH"
if [ -f /credentials/token ]; then
  git config --global credential.helper '!f() { test "$1" = get && echo username=x-access-token && echo "password=$(cat /credentials/token)"; }; f'
fi
mkdir -p "$GIT_DIR_PATH"
cd "$GIT_DIR_PATH"
# Nobody else works here: who held a lock was killed on the way.
[ ! -d .git ] || find .git -name '*.lock' -type f -exec rm -f {} +
git init --quiet
git config remote.origin.url "$GIT_REPO_URL"
git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
if [ "\${GIT_PRESERVE_CHANGES:-false}" = true ] && git rev-parse --quiet --verify HEAD >/dev/null && [ -n "$(git status --porcelain)" ]; then
  echo "the working copy has changes and is kept at $(git rev-parse HEAD)"
  exit 0
fi
if git fetch --quiet -- origin "$GIT_COMMIT"; then
  target=FETCH_HEAD
else
  # A server need not hand out a commit by its hash.
  git fetch --quiet --force --tags -- origin
  target="$GIT_COMMIT"
fi
commit="$(git rev-parse --verify --end-of-options "$target^{commit}")"
git checkout --quiet --force --detach "$commit"
echo "the working copy is at $(git rev-parse HEAD)"
`

/** Scripts of the init container that fetches the sources; none without a repository, or where images hold the code. */
export const gitScripts = (environment: Environment): readonly Child[] => !clones(environment) && environment.builds.length === 0 ? [] : [child(ConfigMap, {
  metadata: { name: gitScriptsName, namespace: environment.name, labels: { ...environmentLabels(environment), 'catalyst.dev/component': 'git-scripts' } },
  data: { [gitCloneKey]: gitClone },
})]

/** Whether the application runs from a working copy. */
export const clones = ({ mode, source, config }: Environment): boolean =>
  (mode === 'development' || mode === 'workspace') && source !== undefined && (config.volumeMounts ?? []).length > 0
