import t from 'tap'
import { pointerTo, withoutPointer } from '../../src/engine/json-pointer.ts'

t.test('a pointer escapes slashes and tildes, and finds what it names', async (t) => {
  t.equal(pointerTo(['metadata', 'a/b~c']), '/metadata/a~1b~0c')
  const object = { metadata: { 'a/b~c': 1, other: 2 }, data: 3 }
  t.strictSame(withoutPointer(object, pointerTo(['metadata', 'a/b~c'])), { metadata: { other: 2 }, data: 3 })
  t.strictSame(withoutPointer(object, '/data'), { metadata: object.metadata })
})

t.test('a pointer that leads nowhere gives nothing', async (t) => {
  for (const pointer of ['/none', '/metadata/none', '/data/inner']) t.equal(withoutPointer({ metadata: {}, data: 3 }, pointer), undefined)
})
