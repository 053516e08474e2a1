import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sandbox, scriptOf, type Environment } from './fixtures/install-run.ts'

const token = `t0k@/|&$"'\`\\ x`
const packages = ['git+https://${TOKEN}@host/o/r.git', 'git+https://u:$OTHER@host/p', 'requests']
const secrets: Environment = { TOKEN: token, OTHER: 'other-token', PYPI_USERNAME: 'machine-user', PYPI_PASSWORD: `p@ss/|&$"'` }

// Says everything it was given, as pip and git do when they fail: on both streams, inside a URL and alone, quoted and encoded.
const talkative = `for word in "$@" "$TOKEN" "$PYPI_PASSWORD"; do echo "out $word"; echo "err $word" >&2; done
python3 - "$@" "$TOKEN" "$OTHER" "$PYPI_USERNAME" "$PYPI_PASSWORD" >&2 <<'END'
import json, shlex, sys, urllib.parse
for word in sys.argv[1:]:
    print(repr(word), json.dumps(word), shlex.quote(word), urllib.parse.quote(word), urllib.parse.quote(word, safe=""))
END`

/** Every spelling in which a secret could be recognized. */
function spellings(secret: string): string[] {
  const represented = secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  const encoded = encodeURIComponent(secret).replaceAll("'", '%27')
  return [secret, encoded, encoded.replaceAll('%2F', '/'), represented, JSON.stringify(secret).slice(1, -1), secret.replaceAll("'", `'"'"'`)]
}

t.test('tokens reach pip intact', async (t) => {
  const box = sandbox(t.testdir())
  await box.run(scriptOf({ packages }), secrets)
  t.same(box.pipCalls()[0]?.slice(-3), [`git+https://${token}@host/o/r.git`, 'git+https://u:other-token@host/p', 'requests'])
})

t.test('tokens and passwords appear neither in the log nor in the marker', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, `${talkative}\nexit 1`)
  box.pip(2, `${talkative}\nmkdir -p "$4/demo"`)
  const environment = { ...secrets, INDEX_URL: 'https://index.test/s' }
  const { status, output } = await box.run(scriptOf({ mode: 'pvc', packages }), environment)
  t.equal(status, 0, output)
  t.match(output, /^out .*\*\*\*.*host\/o\/r\.git$/m, 'messages are shown, masked')
  t.match(output, /^err .*\*\*\*.*host\/o\/r\.git$/m, 'errors are shown, masked')
  const marker = readFileSync(join(box.packages, '.installed-cd34bc916bf2ce5c'), 'utf8')
  const errors = readFileSync(join(box.root, 'tmp', 'pip-error.log'), 'utf8')
  t.same(JSON.parse(marker).packages, packages)
  for (const [name, secret] of Object.entries(secrets)) {
    for (const spelling of spellings(secret)) {
      t.notOk([output, marker, errors].some((text) => text.includes(spelling)), `${name} as ${spelling}`)
    }
  }
})

t.test('a login in any URL is masked, also one of a few characters', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, 'echo "see https://a:b@h/x and ssh://git@h:22/y, not a@b, not https://h/@z"')
  const { output } = await box.run(scriptOf({ packages: ['https://$V@h/x'] }), { V: 'a:b' })
  t.match(output, 'see https://***@h/x and ssh://***@h:22/y, not a@b, not https://h/@z\n')
})

t.test('a short value leaves the rest of the log readable', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, 'echo "an error at line 1"; exit 1')
  t.match((await box.run(scriptOf({ packages: ['https://h/$V'] }), { V: 'e' })).output, 'an error at line 1\n')
})

t.test('each line of a secret is masked, the longest secret first', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, `printf 'A %s\\n' line-one line-two line-one-and-more`)
  const { output } = await box.run(scriptOf({ packages: ['https://$A@h', 'https://$B@h'] }), { A: 'line-one\nline-two\n', B: 'line-one-and-more' })
  t.match(output, 'A ***\nA ***\nA ***\n')
})

t.test('masking does not change what a failure is called or its status', async (t) => {
  const box = sandbox(t.testdir())
  box.pip(1, 'echo "HTTP error 403 for https://$TOKEN@h" >&2; exit 7')
  const { output } = await box.run(scriptOf({ packages, attempts: 1 }), secrets)
  t.match(output, /exit code 7\nHTTP error 403 for https:\/\/\*\*\*@h\nERROR_TYPE: authentication/)
})
