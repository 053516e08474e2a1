import t from 'tap'
import { checks } from '../../doctor/checks.ts'
import { needsPerson } from '../../doctor/finding.ts'
import { findingsOf, told } from './fixtures/examined.ts'
import { healthy } from './fixtures/healthy.ts'
import { lifeCases } from './fixtures/life-cases.ts'
import { metacontrollerCases } from './fixtures/metacontroller-cases.ts'
import { registrationCases } from './fixtures/registration-cases.ts'

const well = await healthy()
const cases = [...metacontrollerCases, ...registrationCases, ...lifeCases]

for (const { name, check, change, found } of cases) {
  t.test(`${check}: ${name}`, async (t) => {
    const findings = await findingsOf(check, change(well))
    t.strictSame(told(findings.filter(({ severity }) => severity !== 'ok')), found)
    t.equal(findings.some(({ severity }) => severity === 'ok'), !findings.some(needsPerson), 'whoever finds nothing says so')
    t.strictSame(findings.filter((finding) => needsPerson(finding) && (finding.mend ?? '').split(' ')[0] === ''), [], 'what needs a person has a command')
    t.strictSame(findings.filter(({ severity, what, why }) => severity !== 'ok' && (what === '' || (why ?? '') === '')), [], 'every finding says what and why')
  })
}

for (const { name } of checks) {
  t.test(`${name}: a healthy cluster has nothing that needs a person`, async (t) => {
    t.strictSame(told(await findingsOf(name, well)), ['Ok'])
  })
}

/** Told by tests of their own: those over HTTP, and the texts of Events. */
const elsewhere: Readonly<Record<string, readonly string[]>> = { hooks: ['CertificateUnknown', 'CertificateNotTried', 'CertificateAsked', 'CertificateRefused', 'NotReady', 'TokenRefused', 'TokenNotAsked', 'TokenNotTried'], limits: ['CutShort'] }

t.test('every code of every check is found in some case', async (t) => {
  for (const { name, codes } of checks.filter((check) => check.name !== 'events')) {
    const seen = new Set([...cases.filter((one) => one.check === name).flatMap(({ found }) => found.map((text) => text.split(' ')[0] ?? '')), ...elsewhere[name] ?? []])
    t.strictSame([...seen].toSorted(), Object.keys(codes).toSorted(), name)
  }
})
