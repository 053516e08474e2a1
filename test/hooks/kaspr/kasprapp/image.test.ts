import t from 'tap'
import { imageVersion } from '../../../../hooks/kaspr/kasprapp/image.ts'
import { app } from '../fixtures/manifests.ts'
import { conditionOf, installOf, kasprOf, sync } from '../fixtures/world.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'

// kaspr-resources.md §2: every version with its tag.
const range = (prefix: string, numbers: readonly number[]): readonly string[] => numbers.map((number) => `${prefix}.${number}`)
const plain = [...range('0.11', [19, 18, 17, 16, 15, 14, 13, 12, 11, 9, 8, 7, 6, 5, 4, 2]), '0.10.6', '0.3.0-dev1', '0.1.0']
const alpha = [
  ...range('0.10', [5, 4, 3, 2, 1]), '0.9.1', ...range('0.8', [2, 1, 0]), ...range('0.7', [4, 3, 2, 1, 0]),
  ...range('0.6', [15, 14, 13, 12, 11, 10, 9, 8, 7]), ...range('0.5', [11, 10, 9, 8, 6, 4, 2, 1]), '0.4.4',
]
const odd: Readonly<Record<string, string>> = {
  '0.7.5': '0.7.6', '0.6.0': '0.6.6', '0.5.28': '0.6.5', '0.5.27': '0.6.5', '0.5.26': '0.6.4', '0.5.25': '0.6.3', '0.5.24': '0.6.2', '0.5.22': '0.6.1',
  '0.5.21': '0.5.19', '0.5.20': '0.5.19', '0.5.19': '0.5.18', '0.5.18': '0.5.17', '0.5.17': '0.5.16', '0.5.16': '0.5.15', '0.5.15': '0.5.14', '0.5.14': '0.5.13', '0.5.13': '0.5.12',
}
const tags: ReadonlyMap<string, string> = new Map([
  ...plain.map((version): [string, string] => [version, version]),
  ...alpha.map((version): [string, string] => [version, `${version}-alpha`]),
  ...Object.entries(odd).map(([version, tag]): [string, string] => [version, `${tag}-alpha`]),
])

const imageOf = (spec: JsonObject, settings: Readonly<Record<string, string>> = {}) => kasprOf(sync(app(spec), { settings })).image

t.test('every supported version has its image', async (t) => {
  t.equal(tags.size, 68, '71 distinct versions, three of them not supported')
  for (const [version, tag] of tags) t.equal(imageOf({ version }), `kasprio/kaspr:${tag}`, version)
})

t.test('without a version it is the default one', async (t) => {
  t.equal(imageOf({}), 'kasprio/kaspr:0.11.19')
  t.equal(imageOf({ version: '' }), 'kasprio/kaspr:0.11.19')
  t.equal(imageOf({ image: '' }), 'kasprio/kaspr:0.11.19')
})

t.test('unsupported and unknown versions are refused by name', async (t) => {
  for (const version of ['0.2.2-alpha', '0.1.2', '0.1.1', '0.11.10', '0.11.3', '0.11.1', '0.11.0', '0.10.0', 'v0.11.19', '0.11', '0.11.19 ', 'latest', 'constructor', '__proto__']) {
    const { problems, status } = sync(app({ version }))
    t.same(problems.map(({ path }) => path), ['spec.version'], version)
    t.match(conditionOf(status, 'Ready'), { status: 'False', reason: 'InvalidSpec' })
    t.ok(conditionOf(status, 'Ready')?.message?.includes(version))
  }
})

t.test('an image of one\'s own beats the version, which is not even looked at', async (t) => {
  t.equal(imageOf({ image: 'example.com/team/kaspr:2', version: '0.11.18' }), 'example.com/team/kaspr:2')
  t.equal(imageOf({ image: 'kaspr', version: 'never heard of' }), 'kaspr')
})

t.test('the registry of the settings stands before every image, without its trailing slashes', async (t) => {
  const settings = (KASPR_IMAGE_REGISTRY: string) => ({ KASPR_IMAGE_REGISTRY })
  t.equal(imageOf({}, settings('example.com')), 'example.com/kasprio/kaspr:0.11.19')
  t.equal(imageOf({}, settings('example.com:5000/mirror///')), 'example.com:5000/mirror/kasprio/kaspr:0.11.19')
  t.equal(imageOf({ version: '0.9.1' }, settings('example.com/')), 'example.com/kasprio/kaspr:0.9.1-alpha')
  t.equal(imageOf({ image: 'other.example.com/kaspr:2' }, settings('example.com')), 'example.com/other.example.com/kaspr:2')
  t.equal(imageOf({}, settings('')), 'kasprio/kaspr:0.11.19')
})

t.test('packages are installed with the same image', async (t) => {
  const spec = { image: 'team/kaspr:7', pythonPackages: { packages: ['requests'] } }
  t.equal(installOf(sync(app(spec), { settings: { KASPR_IMAGE_REGISTRY: 'example.com' } })).image, 'example.com/team/kaspr:7')
})

t.test('the version of an image is its tag, whatever else stands in the reference', async (t) => {
  const cases = {
    'kasprio/kaspr:0.11.19': '0.11.19', 'example.com:5000/kasprio/kaspr:0.9.1-alpha': '0.9.1-alpha', 'kaspr:1': '1',
    'kaspr:1@sha256:abc': '1', 'example.com/kaspr@sha256:abc': 'sha256:abc', 'example.com:5000/kaspr': '', kaspr: '', '': '',
  }
  for (const [image, version] of Object.entries(cases)) t.equal(imageVersion(image), version, image)
})
