import t from 'tap'
import * as errors from '../../src/protocol/errors.ts'
import * as studioErrors from '../../studio/errors.ts'
import { errorsPage } from '../../src/generate/errors-page.ts'
import { indexPage } from '../../src/generate/index-page.ts'
import { registrationPage } from '../../src/generate/registration-page.ts'
import { resourcePage } from '../../src/generate/resource-page.ts'
import { optional, struct, text } from '../../src/kit/fields.ts'
import { resource } from '../../src/kit/resource.ts'
import { Toy, ToyBox, ToyPart, toys } from './toys.ts'

const lines = (page: string): readonly string[] => page.split('\n')
const page = lines(resourcePage(Toy, toys))

t.test('shows every field with type, default and rules', async (t) => {
  const rows = [
    '| `title` | string | yes | `"yes"` |  | Shown to people; a `<b>` is text, and so is \\| here. |',
    '| `mode` | string |  | `"on"` | one of `on`, `off`, `1.5` | How it runs. |',
    '| `bounded` | integer or string |  |  | matches `^[0-9]+%$`; at least 1 | A count or a percentage. |',
    '| `size` | integer (int64) |  |  | more than 0 | A big number. |',
    '| `ratio` | number (double) |  |  | at least 0; less than 1 | A share. |',
    '| `since` | string (date-time) |  |  | may be null | A moment. |',
    "| `topics` | list of object | yes |  | not empty; at most 20 items; unique by `name`; each item: 'all' is no topic | Topics, each once. |",
    '| `topics[].partitions` | integer (int32) |  | `3` | at least 1; at most 1000 | How many partitions. |',
    '| `topics[].config` | map of integer or string |  |  |  | Settings of the topic. |',
    '| `tags` | list of string |  |  | no item twice; each item: not empty | Tags. |',
    '| `matrix` | list of list of integer |  |  |  | Rows of numbers. |',
    '| `labels` | map of string |  |  | at most 10 keys | Labels. |',
    '| `limits.*.least` | integer |  | `1` |  | The least. |',
    '| `free` | free object |  |  |  | Handed on as it is. |',
    '| `anything` | anything |  |  |  | Any value. |',
    '| `partly.known` | string |  | `"k"` |  | A known field. |',
    '| `storage` | object |  | `{}` |  | Storage. |',
  ]
  for (const row of rows) t.ok(page.includes(row), row)
})

t.test('shows status, conditions, columns and rules', async (t) => {
  const rows = [
    '| `observedGeneration` | integer (int64) | Generation that was handled last. |',
    '| `conditions[].status` | string | True, False or Unknown. |',
    'Conditions: `Ready`, `Progressing`.',
    '| Age | date | `.metadata.creationTimestamp` | Time since the object was created. |',
    '| the object | `!has(self.spec.storage) \\|\\| !has(self.spec.paused) \\|\\| !self.spec.paused` | a paused toy has no storage |',
  ]
  for (const row of rows) t.ok(page.includes(row), row)
})

t.test('shows what its controller makes, reads and answers', async (t) => {
  t.ok(page.includes('| Service | `v1` | `Recreate`: deleted and made again |'))
  t.ok(page.includes('| ToyPart | `kaspr.io/v1alpha1` | `OnDelete`: left as it was made |'))
  t.ok(page.includes('- `POST /hooks/toy/sync`'))
  const box = lines(resourcePage(ToyBox, toys))
  t.ok(box.includes('It also reads: ToyPart (`kaspr.io/v1alpha1`), Node (`v1`).'))
  t.ok(box.includes('- `POST /hooks/toybox/finalize`'))
  t.ok(box.includes('- `POST /hooks/toybox/customize`'))
})

t.test('shows who makes and reads a kind that is nobody\'s parent', async (t) => {
  const part = resourcePage(ToyPart, toys)
  t.match(part, /## Used elsewhere\n\n- made by `toy`\n- read by `toybox`\n$/)
  t.notMatch(part, /## Controller/)
})

t.test('keeps text in its cell', async (t) => {
  const odd = resource({ ...ToyBox, spec: struct({ odd: optional(text('One\nline with <tag> and `<code>`.', { pattern: '^`|a$' })) }, 'Spec.') })
  t.ok(lines(resourcePage(odd, [])).includes('| `odd` | string |  |  | matches `` ^`\\|a$ `` | One line with &lt;tag> and `<code>`. |'))
})

t.test('says so when there is nothing', async (t) => {
  const bare = resource({ ...ToyBox, spec: struct({}, 'Spec.', { additionalProperties: false }), status: struct({}, 'Status.', { additionalProperties: false }) })
  t.match(resourcePage(bare, []), /The spec has no fields\.[\s\S]*The status has no declared fields\./)
  t.match(indexPage([]), /There are none\.[\s\S]*There are none\./)
})

t.test('lists all resources and controllers', async (t) => {
  const index = lines(indexPage(toys))
  t.ok(index.includes('| [Toy](toy.md) | `toys.example.com/v1` | A toy has every form of field. |'))
  t.ok(index.includes('| `toybox` | composite | ToyBox | ConfigMap | sync, finalize, customize |'))
  t.ok(index.includes('## Controller `labeller`'), 'a decorator of a foreign kind has no page of its own')
  t.notOk(index.includes('## Controller `toy`'))
})

t.test('lists every error once, with status and message', async (t) => {
  const rows = lines(errorsPage()).filter((line) => line.startsWith('| `KH_'))
  t.equal(new Set(rows).size, Object.keys(errors).length)
  t.strictSame([...rows].sort(), rows)
  t.ok(rows.includes('| `KH_BODY_TOO_LARGE` | 413 | The body is larger than … bytes |'))
  t.notMatch(rows.join(), /%/)
})

t.test('lists errors of parts that it is told of among the others, each code once', async (t) => {
  const rows = lines(errorsPage([studioErrors])).filter((line) => line.startsWith('| `KH_'))
  const codes = new Set(rows.map((line) => line.split(' ')[1]))
  t.equal(codes.size, Object.keys(errors).length + Object.keys(studioErrors).length)
  t.strictSame([...rows].sort(), rows)
  t.ok(rows.includes('| `KH_PUBLISH_HELD` | 409 | The policy of … holds it back: … |'))
})

t.test('tells how to register, change the address and send a token', async (t) => {
  const text = registrationPage(toys)
  t.match(text, '| DecoratorController | `labeller` | Pod | sync |')
  t.match(text, /components:\n- \.\.\/kaspr-hooks\/metacontroller\/address\n/)
  t.match(text, /port: "8443"/)
  t.match(text, /components: \[\.\.\/metacontroller\/token\]\n/)
  t.ok(text.indexOf('-k crds') < text.indexOf('-k metacontroller'), 'resource definitions first')
})
