import { readFileSync } from 'node:fs'
import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { drawnValues, withPlaces } from './drawn-values.ts'
import { samples } from './free-values.ts'
import { chartFolder, documentsOf, template } from './helm.ts'
import type { HelmRun } from './helm.ts'
import { isTyped, typeProblems } from './kubernetes-types.ts'
import { isFree, placesIn } from './values-arbitrary.ts'
import { rounds, wrongValues } from './wrong-values.ts'
import type { Wrong } from './wrong-values.ts'

// Values of the chart, drawn from its schema: all that it allows must render to what Kubernetes takes, and what it does not
// allow must be refused by its path, before any template is read.

const schema = trusted<JsonObject>(JSON.parse(readFileSync(`${chartFolder}values.schema.json`, 'utf8')))
const places = placesIn(schema)
const seed = Number(process.env['CHART_SEED'] ?? 20_261_122)
const sets = 16

t.test('what the schema leaves to Kubernetes has samples, and nothing else has', async (t) => {
  const free = places.filter((place) => isFree(place.schema)).map(({ path }) => path.at(-1))
  t.strictSame([...new Set([...free, 'resources'])].toSorted(), Object.keys(samples).toSorted())
})

t.test('all values that the schema allows render to objects of Kubernetes', async (t) => {
  const drawn = fc.sample(drawnValues(places), { seed, numRuns: sets })
  const objects = drawn.flatMap((values, index) => {
    const { status, out, err } = template(values)
    t.equal(status, 0, `seed ${seed}, set ${index}: ${err}${status === 0 ? '' : JSON.stringify(values)}`)
    const { objects, problems } = documentsOf(out)
    t.strictSame(problems, [], `seed ${seed}, set ${index}`)
    return objects
  })
  t.ok(objects.filter(isTyped).length > sets * 8)
  t.strictSame(typeProblems(objects), [], `seed ${seed}`)
})

t.test('the types of Kubernetes see a field that is none and a number for a text', async (t) => {
  const service = { apiVersion: 'v1', kind: 'Service' } as const
  const problems = typeProblems([{ ...service, metadata: { name: 'a' } }, { ...service, metadata: { name: 'a' }, spec: { portz: [] } }, trusted({ ...service, metadata: { name: 1 } })])
  t.equal(problems.length, 2)
  t.match(problems.join(), /portz[^]*number/)
})

/** Whether Helm has refused a mistake where it is, before it read a template. */
const isSaid = ({ said }: Wrong, { status, err }: HelmRun): boolean =>
  status === 1 && err.includes(`at '${said.map((word) => `/${word}`).join('')}'`) && !/template:|panic|nil pointer/.test(err)

t.test('what the schema does not allow is refused by its path, and no template is read', async (t) => {
  const all = wrongValues(schema)
  t.ok(all.length > 300, `${all.length} single mistakes`)
  const together = rounds(all)
  const alone = fc.sample(fc.constantFrom(...all), { seed, numRuns: 24 })
  for (const round of [...together, ...alone.map((one) => [one])]) {
    const run = template(withPlaces(round.map(({ path, value }) => [path, value])))
    t.strictSame(round.filter((one) => !isSaid(one, run)).map(({ path, what }) => `${path.join('.')}: ${what}: ${run.err}`), [], `${round.length} mistakes`)
  }
})

t.test('what fields must keep to together is said by a path, too', async (t) => {
  for (const [path, values] of Object.entries({
    'families.program.enabled': { studio: { enabled: true } },
    'studio.ingress.host': { families: { program: { enabled: true } }, studio: { enabled: true, ingress: { enabled: true } } },
    'studio.ingress.tlsSecretName': { families: { program: { enabled: true } }, studio: { enabled: true, ingress: { enabled: true, host: 'studio.example.com' } } },
    'tls.secretName': { tls: { mode: 'secret' } },
    'tls.clientSecretName': { tls: { mode: 'secret', secretName: 's', clientAuth: true } },
    'hooks.autoscaling.maxReplicas': { hooks: { autoscaling: { enabled: true, maxReplicas: 1 } } },
  })) t.match(template(values), { status: 1, err: new RegExp(`${path.replaceAll('.', '\\.')}\\b`) }, path)
})
