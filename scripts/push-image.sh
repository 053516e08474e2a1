#!/usr/bin/env bash
# Builds the image for both architectures, pushes it with a bill of materials and provenance, and tells its digest.
# Takes IMAGE, TAG (vX.Y.Z), REVISION and DISTROLESS (see scripts/kind.sh) from the environment.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${TAG#v}
# Names of images are in lower case, names of repositories need not be.
name=${IMAGE,,}
docker buildx create --name kaspr-hooks --driver docker-container --use
docker buildx build . --platform linux/amd64,linux/arm64 --push --sbom=true --provenance=mode=max \
  --tag "$name:$version" --build-arg "DISTROLESS=$DISTROLESS" --build-arg "VERSION=$version" --build-arg "REVISION=$REVISION" --metadata-file image.json
echo "name=$name" >> "${GITHUB_OUTPUT:-/dev/stdout}"
node -p '`digest=${require("./image.json")["containerimage.digest"]}`' >> "${GITHUB_OUTPUT:-/dev/stdout}"
