#!/usr/bin/env bash
# Builds the image for both architectures, pushes it with a bill of materials and provenance, and tells its digest.
# Takes IMAGE, TAG (vX.Y.Z), REVISION and DISTROLESS (see scripts/kind.sh) from the environment.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${TAG#v}
docker buildx create --name kaspr-hooks --driver docker-container --use
docker buildx build . --platform linux/amd64,linux/arm64 --push --sbom=true --provenance=mode=max \
  --tag "$IMAGE:$version" --build-arg "DISTROLESS=$DISTROLESS" --build-arg "VERSION=$version" --build-arg "REVISION=$REVISION" --metadata-file image.json
node -p '`digest=${require("./image.json")["containerimage.digest"]}`' >> "${GITHUB_OUTPUT:-/dev/stdout}"
