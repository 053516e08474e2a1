import t from 'tap'
import { draw, drawBelow, drawShare } from '../../../hooks/oaat/draw.ts'

const uid = '0f6f0b0e-6a1d-4f5c-9a53-6f1b6f0c9d11'

t.test('draws follow from their parts', async (t) => {
  const draws: readonly (readonly [sequence: number, wildcard: number, ofFive: number, ofTwo: number])[] =
    [[1, 1, 0, 0], [2, 2, 0, 0], [3, 1, 1, 0], [4, 0, 1, 1], [5, 2, 2, 1], [6, 0, 4, 0]]
  for (const [sequence, ...expected] of draws) {
    const drawn = [drawBelow(3, uid, sequence, 'wildcard'), drawBelow(5, uid, sequence, 'pick'), drawBelow(2, uid, sequence, 'pick')]
    t.strictSame(drawn, expected, `sequence ${sequence}`)
  }
})

t.test('a third of all runs is a wildcard', async (t) => {
  const wild = Array.from({ length: 3000 }, (_, index) => drawBelow(3, uid, index + 1, 'wildcard')).filter((number) => number === 0)
  t.equal((wild.length / 3000).toFixed(3), '0.335')
})

t.test('draws of the reservoir', async (t) => {
  const draws: readonly (readonly [count: number, keep: string, slot: number])[] =
    [[101, '0.34253', 71], [102, '0.82297', 13], [150, '0.84002', 87], [1000, '0.31286', 38]]
  for (const [count, keep, slot] of draws) {
    t.strictSame([drawShare(uid, 'item1', count, 'keep').toFixed(5), drawBelow(100, uid, 'item1', count, 'slot')], [keep, slot], `count ${count}`)
  }
})

t.test('a draw is the first six bytes of the hash', async (t) => {
  // printf 'a|1' | sha256sum
  t.equal(draw('a', 1), 0xdf4504ce9250)
})
