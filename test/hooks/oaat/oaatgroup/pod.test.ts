import { createHash } from 'node:crypto'
import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { itemLabelValue } from '../../../../hooks/oaat/oaatgroup/item-label.ts'
import { podName } from '../../../../hooks/oaat/oaatgroup/pod-name.ts'
import { container, group, groupUid, nameOf, oaatType } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { sync } from '../fixtures/requests.ts'

interface Rendered { readonly metadata: Manifest['metadata']; readonly spec: JsonObject & { readonly containers: readonly JsonObject[] } }

/** The pod of item `item`, of a type with this podspec. */
const rendered = (item: string, podspec: JsonObject = { container }, parent: Manifest = group({ oaatItems: [item] })): Rendered =>
  trusted(sync(parent, { around: [oaatType({ type: 'pod', podspec })] }).children[0])

const containerOf = (item: string, more: JsonObject): JsonObject => rendered(item, { container: { name: 'backup', image: 'backup:3', ...more } }).spec.containers[0] ?? {}
const own = (item: string): JsonObject => ({ name: 'OAAT_ITEM', value: item })

t.test('the token is replaced in command, args and values of variables, every time', async (t) => {
  const found = containerOf('db1', {
    command: ['sh', '%%oaat_item%%-%%oaat_item%%'],
    args: ['--database=%%oaat_item%%', 'plain'],
    env: [{ name: 'DATABASE', value: '<%%oaat_item%%>' }, { name: 'PLAIN', value: 'x' }],
  })
  t.strictSame(found['command'], ['sh', 'db1-db1'])
  t.strictSame(found['args'], ['--database=db1', 'plain'])
  t.strictSame(found['env'], [{ name: 'DATABASE', value: '<db1>' }, { name: 'PLAIN', value: 'x' }, own('db1')])
})

t.test('nowhere else is it replaced, and other spellings are no token', async (t) => {
  const token = '%%oaat_item%%'
  const podspec = { container: { name: 'backup', image: token, workingDir: token, command: ['{{oaat_item}}', '%%OAAT_ITEM%%', '%oaat_item%'] }, volumes: [{ name: 'v', configMap: { name: token } }], initContainers: [{ name: 'i', image: 'i', command: [token] }] }
  const { spec } = rendered('db1', podspec)
  t.match(spec, { containers: [{ image: token, workingDir: token, command: ['{{oaat_item}}', '%%OAAT_ITEM%%', '%oaat_item%'] }], volumes: podspec.volumes, initContainers: podspec.initContainers })
})

t.test('a variable that comes from elsewhere stays as it is', async (t) => {
  const secret = { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }
  t.strictSame(containerOf('a', { env: [secret, { name: 'EMPTY' }] })['env'], [secret, { name: 'EMPTY' }, own('a')])
  t.strictSame(containerOf('a', { env: null })['env'], [own('a')])
  t.strictSame(containerOf('a', { env: [{ name: 'NULL', value: null }] })['env'], [{ name: 'NULL' }, own('a')])
})

t.test('OAAT_ITEM is ours', async (t) => {
  t.strictSame(containerOf('a', { env: [own('theirs'), { name: 'X', value: 'x' }, own('twice')] })['env'], [{ name: 'X', value: 'x' }, own('a')])
})

t.test('an item means nothing but itself', async (t) => {
  for (const item of ['$&', '$1', '$`', "$'", '$$', '%%oaat_item%%', '__proto__', 'constructor', 'a b', '{"x":1}', 'ünïcode', '-', '..']) {
    const found = containerOf(item, { command: ['<%%oaat_item%%>'], env: [{ name: 'X', value: '%%oaat_item%%' }] })
    t.strictSame([found['command'], found['env']], [[`<${item}>`], [{ name: 'X', value: item }, own(item)]], item)
    t.equal(rendered(item).metadata.annotations?.['oaatoperator.kawaja.net/item'], item)
  }
})

t.test('everything else of the podspec is passed on; the pod is never restarted', async (t) => {
  const rest = { volumes: [{ name: 'v', emptyDir: {} }], serviceAccountName: 'backup', nodeSelector: { disk: 'ssd' }, initContainers: [{ name: 'i', image: 'i' }], terminationGracePeriodSeconds: 5 }
  const { spec } = rendered('a', { container, ...rest })
  t.strictSame(spec, { ...rest, containers: [{ ...container, command: ['backup', 'a'], env: [own('a')] }], restartPolicy: 'Never' })
  t.notOk('container' in spec)
})

t.test('commands are added to no container that has none', async (t) => {
  t.strictSame(Object.keys(containerOf('a', {})).toSorted(), ['env', 'image', 'name'])
})

t.test('activeDeadline becomes activeDeadlineSeconds, unless the type sets one', async (t) => {
  const parent = group({ activeDeadline: '2h' })
  t.equal(rendered('a', { container }, parent).spec['activeDeadlineSeconds'], 7200)
  t.equal(rendered('a', { container, activeDeadlineSeconds: 60 }, parent).spec['activeDeadlineSeconds'], 60)
  t.notOk('activeDeadlineSeconds' in rendered('a').spec)
})

t.test('labels say the group, the item and the run; none of the group is copied', async (t) => {
  const { metadata } = rendered('db1', { container }, group({ oaatItems: ['db1'] }, { labels: { app: 'shop', team: 'data' } }))
  t.strictSame(metadata, {
    name: nameOf(1),
    namespace: 'shop',
    labels: { app: 'oaat-operator', 'parent-name': 'nightly', 'oaat-name': 'db1', 'oaatoperator.kawaja.net/run': '1' },
    annotations: { 'oaatoperator.kawaja.net/item': 'db1' },
  })
})

t.test('an item that no label may hold has a cleaned beginning and its hash', async (t) => {
  const hash = (item: string): string => createHash('sha256').update(item).digest('hex').slice(0, 8)
  t.strictSame(['db1', 'A.b_c-9', 'x'.repeat(63)].map(itemLabelValue), ['db1', 'A.b_c-9', 'x'.repeat(63)])
  t.equal(itemLabelValue('my db/1'), `my-db-1-${hash('my db/1')}`)
  t.equal(itemLabelValue('-a-'), `a-${hash('-a-')}`)
  t.equal(itemLabelValue('/'), hash('/'))
  t.equal(itemLabelValue('x'.repeat(64)), `${'x'.repeat(54)}-${hash('x'.repeat(64))}`)
  t.not(itemLabelValue('a b'), itemLabelValue('a/b'))
  fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (item) => /^(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(itemLabelValue(item))))
})

t.test('the name holds the group, its uid and the number, and never the item', async (t) => {
  const hash = createHash('sha256').update(groupUid).digest('hex').slice(0, 5)
  t.equal(podName({ name: 'nightly', uid: groupUid }, 7, false), `nightly-${hash}-7`)
  t.equal(podName({ name: 'nightly', uid: groupUid }, 7, true), `nightly-${hash}-slot`)
  t.not(podName({ name: 'nightly', uid: 'one' }, 7, false), podName({ name: 'nightly', uid: 'two' }, 7, false), 'a group that was made anew meets no pod of the old one')
  t.equal(rendered('a').metadata.name, rendered('b').metadata.name)
})

t.test('names are cut, valid, and at most 63 characters long', async (t) => {
  t.equal(podName({ name: 'g'.repeat(63), uid: groupUid }, 7, false), `${'g'.repeat(40)}-${nameOf(7).slice(8)}`)
  t.equal(podName({ name: `${'g'.repeat(39)}.-tail`, uid: groupUid }, 7, false).slice(0, 41), `${'g'.repeat(39)}-b`, 'what is cut ends in a letter or a digit')
  const part = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/)
  const names = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.').slice(0, 63).replace(/[^a-z0-9]+$/, ''))
  fc.assert(fc.property(names, fc.uuid(), fc.integer({ min: 1, max: 999_999_999_999_999 }), (name, uid, sequence) => {
    const found = podName({ name, uid }, sequence, false)
    return found.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(found)
  }))
})
