import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import {
  annotationKeyProblem, configMapKeyProblem, dnsLabelProblem, dnsSubdomainProblem, envNameProblem, labelKeyProblem,
  labelValueProblem,
} from '../../src/kit/names.ts'

type Rule = (text: string) => string | undefined

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')

const some = (alphabet: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength })
const oneOf = (alphabet: string) => fc.constantFrom(...alphabet)

/** First and last character from one alphabet, the middle from another, at most 63 in all. */
const framed = (edge: string, middle: string) =>
  fc.oneof(oneOf(edge), fc.tuple(oneOf(edge), some(middle, 61), oneOf(edge)).map((parts) => parts.join('')))

const label = framed(lower, `${lower}-`)
const subdomain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const qualified = framed(lower + capitals, `${lower}${capitals}-_.`)
const labelKey = fc.oneof(qualified, fc.tuple(subdomain, qualified).map((parts) => parts.join('/')))
const loudKey = fc.tuple(subdomain.map((text) => text.toUpperCase()), qualified).map((parts) => parts.join('/'))
const annotationKey = fc.oneof(labelKey, loudKey)
const envName = some(printable.replace('=', ''), 300).filter((text) => text !== '')
const configMapKey = some(`${lower}${capitals}-_.`, 253)
  .filter((text) => text !== '' && text !== '.' && !text.startsWith('..'))

/** A character put anywhere into a text. */
const spoiled = (valid: fc.Arbitrary<string>, wrong: string) =>
  fc.tuple(valid, oneOf(wrong), fc.nat()).map(([text, character, place]) => {
    const at = place % (text.length + 1)
    return `${text.slice(0, at)}${character}${text.slice(at)}`
  })

const foreign = '\u00e9\u0130\u212a\u0000\t\n\u007f\u00a0 =~!@#%&*()[]{}:;"\'\\'

const cases: readonly { name: string; rule: Rule; valid: fc.Arbitrary<string>; broken: fc.Arbitrary<string> }[] = [
  { name: 'DNS labels', rule: dnsLabelProblem, valid: label, broken: spoiled(label, `${foreign}${capitals}._/`) },
  { name: 'DNS subdomains', rule: dnsSubdomainProblem, valid: subdomain, broken: spoiled(subdomain, `${foreign}${capitals}_/`) },
  {
    name: 'label values', rule: labelValueProblem, valid: fc.oneof(qualified, fc.constant('')),
    broken: spoiled(qualified, `${foreign}/`),
  },
  { name: 'label keys', rule: labelKeyProblem, valid: labelKey, broken: spoiled(labelKey, foreign) },
  {
    name: 'annotation keys', rule: annotationKeyProblem, valid: annotationKey,
    broken: spoiled(annotationKey, foreign.replace('\u0130', '').replace('\u212a', '')),
  },
  {
    name: 'environment variables', rule: envNameProblem, valid: envName,
    broken: spoiled(envName, '=\u00e9\u0000\t\n\u007f\u00a0'),
  },
  { name: 'ConfigMap keys', rule: configMapKeyProblem, valid: configMapKey, broken: spoiled(configMapKey, `${foreign}/`) },
]

for (const { name, rule, valid, broken } of cases) {
  t.test(`${name} that follow the rule are accepted`, async () => {
    fc.assert(fc.property(valid, (text) => rule(text) === undefined))
  })
  t.test(`${name} with a wrong character are refused`, async () => {
    fc.assert(fc.property(broken, (text) => rule(text) !== undefined))
  })
}

t.test('edges must be a letter or a digit', async () => {
  const edge = oneOf('-.')
  fc.assert(fc.property(label, edge, (text, character) =>
    [dnsLabelProblem, dnsSubdomainProblem, labelValueProblem, labelKeyProblem, annotationKeyProblem].every((rule) =>
      rule(`${character}${text}`) !== undefined && rule(`${text}${character}`) !== undefined)))
})

const refused = (rule: Rule, texts: readonly string[]) => texts.filter((text) => rule(text) !== undefined)

t.test('lengths end at the limit', async (t) => {
  const limits: readonly (readonly [Rule, number])[] = [
    [dnsLabelProblem, 63], [labelValueProblem, 63], [labelKeyProblem, 63], [annotationKeyProblem, 63],
    [dnsSubdomainProblem, 253], [configMapKeyProblem, 253],
  ]
  for (const [rule, most] of limits) {
    t.equal(rule('a'.repeat(most)), undefined)
    t.match(rule('a'.repeat(most + 1)), `${most}`, 'the problem names the limit')
  }
  t.equal(labelKeyProblem(`${'a'.repeat(253)}/${'b'.repeat(63)}`), undefined)
  t.match(labelKeyProblem(`${'a'.repeat(254)}/b`), '253')
  t.match(labelKeyProblem(`a/${'b'.repeat(64)}`), '63')
  t.equal(envNameProblem('A'.repeat(5000)), undefined, 'environment variables have no limit')
  t.equal(dnsSubdomainProblem('a'.repeat(200)), undefined, 'a part of a subdomain has no limit of its own')
})

t.test('only label values may be empty', async (t) => {
  t.equal(labelValueProblem(''), undefined)
  const others = [dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, annotationKeyProblem, envNameProblem, configMapKeyProblem]
  for (const rule of others) t.match(rule(''), /^must /)
})

t.test('a line break at the end is not overlooked', async (t) => {
  for (const { name, rule } of cases) t.type(rule('a\n'), 'string', name)
})

t.test('subdomains have no empty and no unframed part', async (t) => {
  const broken = ['.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b']
  t.same(refused(dnsSubdomainProblem, broken), broken)
  t.same(refused(dnsSubdomainProblem, ['a.b', '1.2.3.4', 'a--b.c']), [])
})

t.test('keys have at most one prefix, a lowercase subdomain', async (t) => {
  const broken = ['/', '/a', 'a/', 'a/b/c', '//a', 'Example.com/a', 'a_b/c', 'a..b/c', '-a/b', 'a/-b', 'a/b_']
  t.same(refused(labelKeyProblem, broken), broken)
  t.same(refused(labelKeyProblem, ['a', 'A_b.c-1', 'example.com/Name', 'a/b']), [])
})

t.test('the prefix of an annotation key may have capitals, also those that only lower to a letter', async (t) => {
  t.same(refused(annotationKeyProblem, ['Example.com/a', 'A/B', '\u212a8s.io/a', '\u0130']), [])
  const broken = ['/a', 'a/', 'a/b/c', 'a_b/c', '\u00e9', '']
  t.same(refused(annotationKeyProblem, broken), broken)
})

t.test('environment variables take every printable character but the equals sign', async (t) => {
  t.same(refused(envNameProblem, [...printable]), ['='])
  t.same(refused(envNameProblem, ['1', '.', '..', ' a b ', '-', '$(X)']), [])
})

t.test('ConfigMap keys are no way out of the directory', async (t) => {
  const broken = ['.', '..', '...', '..a', 'a/b', 'a b']
  t.same(refused(configMapKeyProblem, broken), broken)
  t.same(refused(configMapKeyProblem, ['.a', 'a..', 'a.b', '-', '_', 'KEY_1', '__proto__']), [])
})

t.test('problems are short texts that finish a sentence', async (t) => {
  for (const { name, rule } of cases) {
    const text = rule('\u00e9') ?? ''
    t.match(text, /^must /, name)
    t.ok(text.length <= 200, name)
  }
})
