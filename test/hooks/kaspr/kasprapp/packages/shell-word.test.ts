import { deepStrictEqual, equal } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fc } from '../../../../fixtures/drawn.ts'
import t from 'tap'
import { entryWord, shellWord } from '../../../../../hooks/kaspr/kasprapp/packages/shell-word.ts'

const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('$', '$$', '$(id)', '${A}', "'", '"', '`', '\\', '!', '*', ' ', '\n', '$A', '~')))
  .map((parts) => parts.join('').replaceAll('\0', ''))
const texts = { numRuns: 40 }

/** What bash makes of the words of an array. */
function bashArray(words: readonly string[], env: Record<string, string>): string[] {
  const script = `words=(\n${words.join('\n')}\n)\nprintf '%s\\0' "\${words[@]}"`
  return execFileSync('/bin/bash', ['-c', script], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).split('\0').slice(0, -1)
}

/** The kubelet's own expansion of args: `$(NAME)` by known variables, `$$` to `$`. */
function kubeletExpanded(args: string, known: Record<string, string>): string {
  return args.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name?: string) => (name === undefined ? '$' : (known[name] ?? found)))
}

t.test('bash reads a word back as the text it was made from', async (t) => {
  const property = fc.property(fc.array(text, { minLength: 1 }), (list) => {
    deepStrictEqual(bashArray(list.map(shellWord), { A: 'expanded' }), list)
  })
  t.doesNotThrow(() => fc.assert(property, texts))
})

t.test('the kubelet changes nothing in a word', async (t) => {
  const property = fc.property(text, (value) => equal(kubeletExpanded(shellWord(value), { id: 'x', A: 'x' }), shellWord(value)))
  t.doesNotThrow(() => fc.assert(property, texts))
  t.equal(kubeletExpanded('$$(id) $(id)', { id: 'x' }), '$(id) x', 'the stand-in for the kubelet does expand')
})

t.test('in an entry only plain references expand, once, whatever their values hold', async (t) => {
  const env = { A: `@/|&$"'\`$B\\ *`, B: 'b' }
  const entries = ['${A}', 'x$A/y', '$B$B', '${A:-z}', '$$B', '$(id)', '`id`', '$1', '~', '*', '${UNSET}', '', '"$B"', "'$B'", '\\$B']
  const read = [env.A, `x${env.A}/y`, 'bb', '${A:-z}', '$b', '$(id)', '`id`', '$1', '~', '*', '', '', '"b"', "'b'", '\\b']
  t.strictSame(bashArray(entries.map(entryWord), env), read)
})
