import t from 'tap'
import { goPatternProblem } from '../../src/generate/go-pattern.ts'

t.test('lets patterns through that both languages know', async (t) => {
  const good = ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', '^(?:a|b){1,1000}$', '^\\d+\\.\\d+$', '\\\\u', '\\\\1', '^a{2}b{3,}$', '[{]2000[}]', '^\\/$', '']
  for (const pattern of good) t.equal(goPatternProblem(pattern), undefined, pattern)
})

t.test('finds what RE2 does not know', async (t) => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['a(?=b)', /look-around/], ['(?!b)', /look-around/], ['(?<=a)b', /look-around/], ['(?<!a)b', /look-around/],
    ['(a)\\1', /back-reference/], ['(?<n>a)\\k<n>', /back-reference/], ['\\\\\\1', /back-reference/],
    ['\\u0041', /\\u escape/], ['\\cA', /\\c escape/], ['[]', /empty class/], ['[^]', /empty class/],
    ['a{1001}', /1000 times/], ['a{0,1001}', /1000 times/], ['a{1001,}', /1000 times/],
  ]
  for (const [pattern, message] of bad) t.match(goPatternProblem(pattern), message, pattern)
})
