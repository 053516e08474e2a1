import { fc } from '../../fixtures/drawn.ts'
import t from 'tap'
import { lastAppliedAnnotation } from '../../../src/kit/last-applied.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { redactionOf } from '../../../studio/traffic/redaction.ts'

const key = 'key'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const secret = (data: JsonObject, more: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data, ...more })
const redacted = (document: JsonObject, others: readonly JsonObject[] = []): JsonObject => redactionOf(key, [document, ...others]).document(document)
const isAway = (value: JsonValue, plain: string): boolean => !JSON.stringify(value).includes(plain) && !JSON.stringify(value).includes(base64(plain))

t.test('values of Secrets become hashes that stay equal, in base64 where they were', async (t) => {
  const { data, stringData } = redacted(secret({ a: base64('hunter2hunter2'), b: base64('hunter2hunter2'), c: base64('other-secret') }, { stringData: { d: 'hunter2hunter2' } }))
  t.match(data, { a: String })
  const read = JSON.parse(JSON.stringify({ ...Object(data), ...Object(stringData) }))
  t.equal(read.a, read.b)
  t.not(read.a, read.c)
  t.match(Buffer.from(read.a, 'base64').toString(), /^redacted-[A-Za-z0-9_-]{22}$/)
  t.equal(read.d, Buffer.from(read.a, 'base64').toString(), 'the same value is the same in every form')
})

t.test('without the key nobody can try out values', async (t) => {
  const document = secret({ a: base64('hunter2hunter2') })
  t.notSame(redactionOf('one', [document]).document(document), redactionOf('two', [document]).document(document))
})

t.test('variables are secret by their names, wherever they stand', async (t) => {
  const env = (name: string): JsonObject => ({ spec: { template: { spec: { containers: [{ env: [{ name, value: 'hunter2hunter2' }, { name: 'MODE', value: 'fast' }, { name: 'X', valueFrom: {} }] }] } } } })
  for (const name of ['DB_PASSWORD', 'db_passwd', 'API_TOKEN', 'SECRET_THING', 'ACCESS_KEY', 'AWS_CREDENTIALS', 'apiKey', 'BASIC_AUTH', 'PRIVATE_PEM', 'SENTRY_DSN']) {
    const kept = redacted(env(name))
    t.ok(isAway(kept, 'hunter2hunter2'), name)
    t.match(JSON.stringify(kept), /"MODE","value":"fast"/)
  }
  t.same(redacted(env('GREETING')), env('GREETING'))
})

t.test('copies in annotations stay readable, and hold nothing', async (t) => {
  for (const annotation of [lastAppliedAnnotation, 'kubectl.kubernetes.io/last-applied-configuration']) {
    const copy = JSON.stringify(secret({ a: base64('hunter2hunter2') }))
    const kept = redacted(secret({}, { metadata: { name: 's', annotations: { [annotation]: copy, other: 'kept' } } }))
    t.ok(isAway(kept, 'hunter2hunter2'))
    const { annotations } = JSON.parse(JSON.stringify(kept['metadata']))
    t.match(JSON.parse(annotations[annotation]), { kind: 'Secret', data: { a: String } })
    t.equal(annotations.other, 'kept')
    t.match(JSON.stringify(redacted(secret({}, { metadata: { annotations: { [annotation]: 'hunter2hunter2 no json' } } }))), /redacted-/)
    const pod = { kind: 'Pod', metadata: { annotations: { [annotation]: JSON.stringify({ spec: { env: [{ name: 'TOKEN', value: 'hunter2hunter2' }] } }) } } }
    t.ok(isAway(redacted(pod), 'hunter2hunter2'))
  }
})

t.test('managed fields are dropped, and nothing else is lost', async (t) => {
  const parent = { kind: 'A', metadata: { name: 'a', managedFields: [{ manager: 'x' }], labels: { x: 'y' } }, spec: { list: [1, true, null, { a: {} }] } }
  t.same(redacted({ parent }), { parent: { ...parent, metadata: { name: 'a', labels: { x: 'y' } } } })
  const poisoned: JsonObject = JSON.parse('{"__proto__":{"a":1},"constructor":"x"}')
  t.equal(JSON.stringify(redacted(poisoned)), JSON.stringify(poisoned))
})

t.test('copies of a value are found in other documents and in lines of a log, names of objects stay', async (t) => {
  const request = { related: { 'Secret.v1': { 'n/s': secret({ password: base64('hunter2hunter2'), pin: base64('1234'), db: base64('production') }) } }, parent: { metadata: { name: 'production' } } }
  const response = { children: [{ kind: 'ConfigMap', data: { url: 'postgres://me:hunter2hunter2@db', note: '1234' } }] }
  const redaction = redactionOf(key, [request, response])
  t.ok(isAway(redaction.document(response), 'hunter2hunter2'))
  t.match(JSON.stringify(redaction.document(response)), /postgres:\/\/me:redacted-[^@]*@db/)
  t.match(redaction.document(request), { parent: { metadata: { name: 'production' } } })
  t.notMatch(redaction.text('the pin 1234 and hunter2hunter2 and ' + base64('hunter2hunter2')), /1234|hunter2|aHVudGVyM/)
})

const text = fc.string({ minLength: 8, maxLength: 40, unit: 'binary' }).filter((value) => value.isWellFormed() && value.trim().length >= 8 && !'redacted-'.includes(value))

t.test('property: no value of a Secret is anywhere in what is kept', async (t) => {
  fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(4), { maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), (values, copied, around) => {
    const data = Object.fromEntries(values.map((value, at) => [`k${at}`, base64(value)]))
    const copies = copied.map((at) => `x ${values[at % values.length] ?? ''} y`)
    const plain = secret(data, { stringData: { s: values[0] ?? '' }, metadata: { name: 's', annotations: { [lastAppliedAnnotation]: JSON.stringify(secret(data)) } } })
    const document: JsonObject = { before: copies, deep: [{ in: [plain] }], around: JSON.parse(JSON.stringify(around)) }
    const kept = redacted(document)
    const texts = JSON.stringify([kept['before'], kept['deep']])
    const logged = redactionOf(key, [document]).text(copies.join(' '))
    return values.every((value) => !texts.includes(base64(value)) && !texts.includes(JSON.stringify(value).slice(1, -1)) && !logged.includes(value))
  }), { seed: 7, numRuns: 300 })
  t.pass()
})

t.test('property: equal requests stay equal, different secrets stay different', async (t) => {
  fc.assert(fc.property(text, text, (one, two) => {
    const [a, b] = [one, two].map((value) => JSON.stringify(redacted(secret({ x: base64(value) }))))
    return (a === b) === (one === two) && JSON.stringify(redacted(secret({ x: base64(one) }))) === a
  }), { seed: 7, numRuns: 200 })
  t.pass()
})
