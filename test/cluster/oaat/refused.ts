import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { Test } from 'tap'
import { refusals } from '../accepted/refusals.ts'
import { documentsIn } from '../harness/definitions.ts'
import { openObjects } from '../harness/objects.ts'
import type { AnyObject } from '../harness/objects.ts'
import { group, oaatType } from './resources.ts'

const typeOf = (spec: JsonObject): JsonObject => ({ ...oaatType(), spec })
const container = { name: 'test', image: 'busybox' }

/** What the API server refuses by itself, and what it says. */
const wrong: readonly (readonly [string, JsonObject, RegExp])[] = [
  ['a frequency with a fraction', group('wrong', { frequency: '1.5h' }), /spec\.frequency.*should match/],
  ['a frequency of zero', group('wrong', { frequency: '0s' }), /spec\.frequency.*should match/],
  ['a negative cool-off', group('wrong', { failureCoolOff: '-5m' }), /spec\.failureCoolOff.*should match/],
  ['no items', group('wrong', { oaatItems: [] }), /no items found\. Please set "oaatItems" or "itemsFrom"/],
  ['no OaatType', group('wrong', { oaatType: '' }), /oaatType is required/],
  ['an item twice', group('wrong', { oaatItems: ['a', 'a'] }), /uplicate/],
  ['cool-off and back-off', group('wrong', { failureCoolOff: '1h', failureBackoff: { initial: '1m', max: '1h' } }), /failureCoolOff and failureBackoff exclude each other/],
  ['a name that is no label', group('w'.repeat(64)), /at most 63 characters/],
  ['containers', typeOf({ type: 'pod', podspec: { containers: [container] } }), /currently only support a single container, please do not use "spec\.podspec\.containers"/],
  ['containers beside a container', typeOf({ type: 'pod', podspec: { container, containers: [] } }), /currently only support a single container/],
  ['a restart policy', typeOf({ type: 'pod', podspec: { container, restartPolicy: 'Never' } }), /for spec\.type="pod", you cannot specify a restartPolicy/],
  ['no container', typeOf({ type: 'pod', podspec: {} }), /spec\.podspec\.container is missing/],
  ['no pod', typeOf({ type: 'job', podspec: { container } }), /spec\.type must be "pod"/],
]

/** The CRDs are taken, good objects are too, and bad ones are refused with words that help. */
export const refusedAtOnce = async (layout: Layout, t: Test): Promise<void> => {
  const objects = openObjects(layout)
  t.teardown(() => { objects.close() })
  const definitions = documentsIn('crds').filter(({ metadata }) => metadata.name.endsWith('.kawaja.net'))
  t.equal(definitions.length, 2)
  t.strictSame(await refusals(objects, definitions), [], 'our CRDs')
  const answers = (given: JsonObject): Promise<readonly string[]> => refusals(objects, [trusted<AnyObject>(given)], 'default')
  t.strictSame(await answers(group('good')), [])
  t.strictSame(await answers(oaatType()), [])
  for (const [what, given, words] of wrong) t.match((await answers(given)).join('\n'), words, what)
}
