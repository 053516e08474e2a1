import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { isSent, sentPaths } from './build-context.ts'
import { brokenRules } from './dockerfile.ts'

const ours = readFileSync('Dockerfile', 'utf8')
const brokenBy = (from: string | RegExp, to: string): readonly string[] => brokenRules(ours.replace(from, to), isSent)

t.test('the Dockerfile keeps all rules', async (t) => {
  t.strictSame(brokenRules(ours, isSent), [])
})

t.test('what is sent to the builder exists, and is nothing that could hold a secret', async (t) => {
  t.ok(sentPaths().length > 10)
  t.strictSame(sentPaths().filter((path) => !existsSync(path)), [])
  t.strictSame(['.git', 'node_modules', 'test', '.env', '.ci', '.github', 'dist'].filter(isSent), [])
})

for (const [what, from, to, rule] of [
  ['has a tag for a base', /@sha256:[0-9a-f]{64} AS build/, ' AS build', 'a base image is pinned by its digest'],
  ['has the latest base', 'nodejs24-debian12:nonroot@', 'nodejs24-debian12:latest@', 'no base image is the latest'],
  ['says ADD', 'COPY . .', 'ADD . .', 'nothing is fetched or unpacked by ADD'],
  ['runs a shell', 'RUN ["npm", "run", "bundle"]', 'RUN npm run bundle', 'commands need no shell'],
  ['has an entry point that needs a shell', /ENTRYPOINT .*/, 'ENTRYPOINT node /app/kaspr-hooks.js', 'commands need no shell'],
  ['copies what is not there', 'COPY package.json', 'COPY package.yaml', 'what is copied is sent to the builder'],
  ['copies what is not sent', 'COPY package.json', 'COPY README.md', 'what is copied is sent to the builder'],
  ['has a token in a variable', 'ENV NODE_ENV=production', 'ENV NPM_TOKEN=x', 'no secret is in a variable'],
  ['runs as root', 'USER 65532:65532', 'USER root', 'the image runs as a number that is nobody'],
  ['runs as zero', 'USER 65532:65532', 'USER 0', 'the image runs as a number that is nobody'],
  ['runs as a name', 'USER 65532:65532', 'USER nonroot', 'the image runs as a number that is nobody'],
  ['says nothing of users', 'USER 65532:65532', '', 'the image runs as a number that is nobody'],
  ['installs whatever is newest', '"npm", "ci"', '"npm", "install"', 'what is installed is what the lock file says'],
  ['builds in the image', 'ENV NODE_ENV=production', 'RUN ["true"]', 'the image builds nothing'],
  ['asks for a port of root', 'EXPOSE 8080', 'EXPOSE 80', 'the image asks for no port of root'],
] as const) {
  t.test(`a Dockerfile that ${what} is refused`, async (t) => {
    t.ok(brokenBy(from, to).some((broken) => broken.startsWith(rule)), brokenBy(from, to).join('\n'))
  })
}
