# syntax=docker/dockerfile:1
# The image of the hooks, of the steward and of the Studio: one bundle on Node, and nothing else. It has no shell and no
# npm, runs as nobody, and writes nowhere. Base images come from wherever DISTROLESS says; their digests say what they are.

ARG DISTROLESS

FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--ignore-scripts", "--include=dev"]
COPY . .
RUN ["npm", "run", "bundle"]

FROM ${DISTROLESS}/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kaspr-hooks" \
      org.opencontainers.image.description="Kubernetes operators as pure functions: Metacontroller webhooks for Kaspr and more" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=build /src/dist/ /app/
COPY --from=build /src/LICENSE /app/
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 8080 8081
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=8", "/app/kaspr-hooks.js"]
CMD ["serve"]
