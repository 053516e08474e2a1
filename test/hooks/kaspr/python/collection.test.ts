import t from 'tap'
import { sortedKeys } from '../../../../hooks/kaspr/python/collection.ts'

t.test('keys are sorted by code point, not by number or UTF-16 unit', async (t) => {
  t.same(sortedKeys({ b: 1, a: 1, B: 1, _: 1, aa: 1, '': 1 }), ['', 'B', '_', 'a', 'aa', 'b'])
  t.same(sortedKeys({ 10: 1, 9: 1 }), ['10', '9'])
  t.same(sortedKeys({ '😀': 1, '\ue000': 1, z: 1, 'z😀': 1, 'z\uffff': 1 }), ['z', 'z\uffff', 'z😀', '\ue000', '😀'])
})

t.test('a map is left as it was', async (t) => {
  const map = Object.freeze({ b: 1, a: 2 })
  t.same(sortedKeys(map), ['a', 'b'])
  t.same(Object.keys(map), ['b', 'a'])
})
