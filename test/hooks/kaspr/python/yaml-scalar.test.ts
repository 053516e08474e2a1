import t from 'tap'
import { yamlKey, yamlScalar } from '../../../../hooks/kaspr/python/yaml-scalar.ts'

/** As the value of a map's entry `k: …` at the left edge. */
const written = (text: string): string => yamlScalar(text, 3, 2)

const x = (count: number): string => 'x'.repeat(count)

t.test('an ordinary text is plain', async (t) => {
  const texts = [
    'a', 'clean', 'raw-orders', 'a:b', 'a#b', 'a, b', 'a ? b', '-a', '?a', ':a', '--', '..', 'a-', 'it\'s', 'say "x"',
    'a\\b', 'a!',
  ]
  for (const text of texts) t.equal(written(text), text, text)
})

t.test('the empty text is a pair of single quotes', async (t) => {
  t.equal(written(''), "''")
})

t.test('characters beyond printable ASCII are escaped in double quotes', async (t) => {
  const pairs: [string, string][] = [
    ['\t', '\\t'], ['\r', '\\r'], ['\0', '\\0'], ['\x07', '\\a'], ['\b', '\\b'], ['\v', '\\v'], ['\f', '\\f'], ['\x1b', '\\e'],
    ['\x85', '\\N'], ['\xa0', '\\_'], ['\u2028', '\\L'], ['\u2029', '\\P'], ['\x01', '\\x01'], ['\x7f', '\\x7F'], ['é', '\\xE9'],
    ['日', '\\u65E5'], ['\ufeff', '\\uFEFF'], ['😀', '\\U0001F600'], ['\u{10ffff}', '\\U0010FFFF'], ['\ud800', '\\uD800'],
  ]
  for (const [character, escape] of pairs) t.equal(written(`a${character}b`), `"a${escape}b"`, escape)
  t.equal(written('é "\\\n'), '"\\xE9 \\"\\\\\\n"')
})

t.test('a line feed beside a blank takes double quotes, any other line feed single quotes', async (t) => {
  t.equal(written('a\n b'), '"a\\n b"')
  t.equal(written('a \nb'), '"a \\nb"')
  t.equal(written('a\nb'), "'a\n\n  b'")
  t.equal(written('a\n\n\nb\n'), "'a\n\n\n\n  b\n\n  '")
  t.equal(written('\na'), "'\n\n  a'")
  t.equal(written("it's\n: x"), "'it''s\n\n  : x'")
})

t.test('what YAML would not take for text stands in single quotes', async (t) => {
  const leading = ['#', ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '"', '%', '@', '`'].flatMap((sign) => [sign, `${sign}a`])
  const spaced = [' a', 'a ', ' ', '---', '---a', '...', '...a', '?', ':', '-', '? a', ': a', '- a', 'a: b', 'a:', 'a #b']
  for (const text of [...leading, ...spaced]) t.equal(written(text), `'${text}'`, text)
  t.equal(written("'a"), "'''a'")
  t.equal(written("it's: x"), "'it''s: x'")
})

t.test('what YAML 1.1 reads as something else stands in single quotes', async (t) => {
  const words = [
    'yes', 'no', 'true', 'false', 'on', 'off', 'null',
  ].flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
  const integers = ['0', '7', '-12', '+1_000', '0b101', '-0b1_0', '017', '0_', '0x1f', '+0xFF_', '1:30', '-190:20:30']
  const floats = [
    '1.5', '1.', '-0.5', '+1_0.5_', '1.5e+3', '1.E-3', '.5', '.5e+3', '.0_', '190:20:30.15', '0:30.5', '.inf', '-.Inf',
    '+.INF', '.nan', '.NaN', '.NAN',
  ]
  const times = [
    '2024-01-01', '2024-1-1T1:00:00', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.1 Z', '2024-01-01   1:00:00 +5',
  ]
  for (const text of ['~', '<<', '=', ...words, ...integers, ...floats, ...times]) t.equal(written(text), `'${text}'`, text)
})

t.test('what only looks like something else stays plain', async (t) => {
  const words = ['y', 'n', 'Y', 'N', 'yEs', 'tRUE', 'nULL', 'nil', 'None', '<', '==', '~a']
  const numbers = [
    '1e5', '1e+5', '0o17', '1.2.3', '08', '0b2', '0xg', '1:60', '01:30', '_1', '+', '.', '+.5', '-.5', '1.5e3', '.e+3',
    '+.nan', 'inf', '2Gi', '30s',
  ]
  const times = ['2024-1-1', '2024-01-01T', '2024-01-01 1:0:00', '24-01-01']
  for (const text of [...words, ...numbers, ...times]) t.equal(written(text), text, text)
})

t.test('plain and single-quoted text breaks at the first lone blank beyond column 80', async (t) => {
  t.equal(written(`${x(77)} b c`), `${x(77)} b\n  c`)
  t.equal(written(`${x(78)} b c`), `${x(78)}\n  b c`)
  t.equal(written(`'${x(74)} b c`), `'''${x(74)} b\n  c'`)
  t.equal(written(`'${x(75)} b c`), `'''${x(75)}\n  b c'`)
  t.equal(written(`a\n${x(79)} b c`), `'a\n\n  ${x(79)}\n  b c'`)
  t.equal(written(`${x(78)} ${x(78)} b c`), `${x(78)}\n  ${x(78)} b\n  c`, 'each further line is counted from its own start')
  t.equal(written(`a\n${x(78)} b c`), `'a\n\n  ${x(78)} b\n  c'`)
  t.equal(written(`${x(90)}  b c`), `${x(90)}  b\n  c`, 'never within a run of blanks')
  t.equal(written(`${x(90)} `), `'${x(90)} '`, 'never at the end')
  t.equal(yamlScalar(' a', 90, 2), "' a'", 'never at the start')
})

t.test('double-quoted text breaks before a blank, before what follows an escape, or after an escape', async (t) => {
  t.equal(written(`\t${x(74)} b c`), `"\\t${x(74)} b\\\n  \\ c"`)
  t.equal(written(`\t${x(75)} b c`), `"\\t${x(75)}\\\n  \\ b c"`)
  t.equal(written(`${x(74)}\tabc`), `"${x(74)}\\tabc"`)
  t.equal(written(`${x(75)}\tabc`), `"${x(75)}\\t\\\n  abc"`, 'before the character after an escape')
  t.equal(written(`${x(75)}\t\tab`), `"${x(75)}\\t\\t\\\n  ab"`, 'an escape does not fold the one before it')
  t.equal(written(`${x(76)}\t\tab`), `"${x(76)}\\t\\\n  \\tab"`)
  t.equal(written(`${x(76)}\t abc`), `"${x(76)}\\t\\\n  \\ abc"`)
  t.equal(written(`\t${x(75)} ${x(76)} b c`), `"\\t${x(75)}\\\n  \\ ${x(76)} b\\\n  \\ c"`)
  t.equal(written(`\t${x(75)} ${x(77)} b c`), `"\\t${x(75)}\\\n  \\ ${x(77)}\\\n  \\ b c"`)
  t.equal(written(`\t${x(75)} b\tcd`), `"\\t${x(75)}\\\n  \\ b\\tcd"`)
})

t.test('the first and the last character of a double-quoted text never break it', async (t) => {
  t.equal(written(`${x(90)}\t`), `"${x(90)}\\t"`)
  t.equal(written(`${x(90)}😀`), `"${x(90)}\\U0001F600"`)
  t.equal(written(`\t${x(90)} `), `"\\t${x(90)} "`)
  t.equal(written(`${x(74)}\t${x(20)}\tb`), `"${x(74)}\\t${x(20)}\\t\\\n  b"`)
  t.equal(written(`${x(75)}\tb`), `"${x(75)}\\tb"`)
  t.equal(yamlScalar('\t\tab', 90, 2), '"\\t\\t\\\n  ab"')
  t.equal(yamlScalar('a\tb', 90, 2), '"a\\t\\\n  b"')
  t.equal(yamlScalar('\tab', 90, 2), '"\\t\\\n  ab"')
  t.equal(yamlScalar(' \ta', 90, 2), '" \\t\\\n  a"')
})

t.test('a key is never folded', async (t) => {
  t.equal(yamlKey(`${x(90)} b c`), `${x(90)} b c`)
  t.equal(yamlKey(`: ${x(90)} b c`), `': ${x(90)} b c'`)
  t.equal(yamlKey(`é${x(90)} b c`), `"\\xE9${x(90)} b c"`)
  t.equal(yamlKey('no'), "'no'")
})
