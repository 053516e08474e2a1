import t from 'tap'
import { chartValues } from '../../../../hooks/environment/environment/helm/values.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { chartProject, flux } from '../fixtures/chart.ts'
import { renderedOne } from '../fixtures/rendered.ts'

type Given = Parameters<typeof chartValues>[0]
const valuesOf = (given: object): unknown => chartValues(trusted<Given>({ template: {}, config: {}, builds: [], ...given }))
const withValues = (values: object, more: object = {}): unknown => valuesOf({ template: { values }, ...more })

t.test('values of the template reach the chart as they are', async (t) => {
  t.strictSame(valuesOf({}), { values: {} })
  const values = { text: '', list: [], nothing: null, map: {}, readOnly: false, number: 0 }
  t.strictSame(withValues(values), { values })
  const { data } = trusted<{ readonly data?: Readonly<Record<string, string>> }>(renderedOne('ConfigMap', 'helm-release', { project: { templates: { development: { type: 'helm', values } } }, settings: flux }))
  t.strictSame(JSON.parse(data?.['values.yaml'] ?? ''), values)
})

t.test('plain variables are merged into env, others are not for a chart', async (t) => {
  const env = [{ name: 'A', value: 'a' }, { name: 'B' }, { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }]
  t.strictSame(withValues({ env: { A: 'x', Z: 'z' } }, { config: { env } }), { values: { env: { A: 'a', Z: 'z', B: '' } } })
  t.strictSame(withValues({}, { config: { env: env.slice(2) } }), { values: {} })
  t.strictSame(withValues({ env: [] }, { config: { env: env.slice(2) } }), { values: { env: [] } }, 'a list is in nobody\'s way')
  t.strictSame(withValues({ env: [] }, { config: { env } }), { misplaced: 'env' })
})

t.test('the image replaces a text, or the part of a map that names it', async (t) => {
  const rows: readonly (readonly [given: unknown, made: unknown])[] = [
    ['old', 'shop:1'], [{ repository: 'a', name: 'b' }, { repository: 'shop:1', name: 'b' }], [{ name: 'b', tag: '1' }, { name: 'shop:1', tag: '1' }],
    [{ imageRepository: 'c' }, { imageRepository: 'shop:1' }], [{ tag: '1' }, { tag: '1', repository: 'shop:1' }], [undefined, { repository: 'shop:1' }], [null, { repository: 'shop:1' }],
  ]
  for (const [image, made] of rows) t.strictSame(withValues(image === undefined ? {} : { image }, { config: { image: 'shop:1' } }), { values: { image: made } }, JSON.stringify(image))
  for (const image of [7, true, []]) t.strictSame(withValues({ image }, { config: { image: 'shop:1' } }), { misplaced: 'image' })
})

t.test('images that were built stand below global.images', async (t) => {
  const builds = [{ name: 'api', image: 'registry.example.com:5000/shop/api:abc' }, { name: 'worker', image: 'registry.example.com:5000/shop/worker' }]
  const [api, worker] = [{ repository: 'registry.example.com:5000/shop/api', tag: 'abc' }, { repository: 'registry.example.com:5000/shop/worker', tag: 'latest' }]
  t.strictSame(withValues({ global: { a: 1, images: { api: { pull: 'Always' } } } }, { builds }), { values: { global: { a: 1, images: { api: { pull: 'Always', ...api }, worker } } } })
  t.strictSame(withValues({ global: { images: [] } }, { builds }), { misplaced: 'global.images' })
})

t.test('a key that JavaScript knows is a key like any other', async (t) => {
  const values: object = JSON.parse('{"__proto__": {"polluted": true}, "env": {}}')
  const made = withValues(values, { config: { env: [{ name: '__proto__', value: 'x' }, { name: 'constructor', value: 'y' }] } })
  t.equal(JSON.stringify(made), '{"values":{"__proto__":{"polluted":true},"env":{"__proto__":"x","constructor":"y"}}}')
})

t.test('a preset is not for charts, the configuration of the template is', async (t) => {
  const values = trusted<{ readonly data?: Readonly<Record<string, string>> }>(renderedOne('ConfigMap', 'helm-release', { project: chartProject, settings: flux, spec: { preset: 'nextjs' } })).data?.['values.yaml'] ?? ''
  t.notMatch(values, /node:|PORT/)
})
