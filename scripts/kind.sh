#!/usr/bin/env bash
# This checkout in a kind cluster, step by step: scripts/kind.sh image cluster metacontroller release e2e logs down
# Needs docker, kind, helm, kubectl and Node. Each step may be run again. DISTROLESS: where the distroless project has its
# images, or a mirror of it; METACONTROLLER_CHART: where Metacontroller has its chart (oci://…).
set -euo pipefail
cd "$(dirname "$0")/.."

cluster=${KIND_CLUSTER:-kaspr-hooks}
tag=${IMAGE_TAG:-e2e}
# The release of Metacontroller that registrations, engine and tests are made for.
metacontroller=4.17.2

image() {
  docker build --tag "kaspr-hooks:$tag" --build-arg "DISTROLESS=${DISTROLESS:?where the distroless images are}" --build-arg "VERSION=$tag" --build-arg "REVISION=${GITHUB_SHA:-unknown}" .
}

cluster() {
  kind create cluster --name "$cluster" --wait 180s
}

metacontroller() {
  helm upgrade --install metacontroller "${METACONTROLLER_CHART:?where the chart of Metacontroller is}" --version "$metacontroller" \
    --namespace metacontroller --create-namespace --wait --timeout 5m \
    --set fullnameOverride=metacontroller --set serviceAccount.name=metacontroller
}

release() {
  kind load docker-image "kaspr-hooks:$tag" --name "$cluster"
  helm upgrade --install kaspr-hooks charts/kaspr-hooks --namespace kaspr-hooks --create-namespace --wait --timeout 5m \
    --set image.repository=kaspr-hooks --set "image.tag=$tag" --set families.oaat.enabled=true
}

e2e() {
  node scripts/e2e.ts --containers
}

logs() {
  kind export logs kind-logs --name "$cluster"
}

down() {
  kind delete cluster --name "$cluster"
}

for step in "$@"; do
  case $step in
    image | cluster | metacontroller | release | e2e | logs | down) "$step" ;;
    *) echo "KH_USAGE: no step is called $step" >&2; exit 2 ;;
  esac
done
