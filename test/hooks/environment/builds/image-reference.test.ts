import t from 'tap'
import { imageReference } from '../../../../hooks/environment/environment/builds/image-reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

const table: readonly (readonly [string, readonly [string, (string | undefined)?, string?]])[] = [
  ['nginx:latest', ['nginx', 'latest']],
  ['nginx', ['nginx']],
  ['registry.example.com:5000/team/web:1.2', ['registry.example.com:5000/team/web', '1.2']],
  ['registry.example.com:5000/team/web', ['registry.example.com:5000/team/web']],
  ['localhost:5000/a', ['localhost:5000/a']],
  ['[::1]:5000/a:b', ['[::1]:5000/a', 'b']],
  [`nginx@${digest}`, ['nginx', undefined, digest]],
  [`registry.example.com:5000/team/web:1.2@${digest}`, ['registry.example.com:5000/team/web', '1.2', digest]],
  ['a/b__c-d.e:V_1', ['a/b__c-d.e', 'V_1']],
]

t.test('A14 image split, Part C 20: the colon of a port or of a digest begins no tag', async (t) => {
  for (const [text, [repository, tag, found]] of table) t.strictSame(imageReference(text), { repository, tag, digest: found }, text)
})

t.test('what is no image is none', async (t) => {
  for (const text of ['', 'Nginx', 'a:', 'a b', 'a:b:c', 'a@sha256:1', '/a', 'a/', 'a//b', 'https://a/b', `${'a'.repeat(513)}`]) t.equal(imageReference(text), undefined, text)
})
