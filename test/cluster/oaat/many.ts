import { setTimeout as sleep } from 'node:timers/promises'
import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import type { Scenario } from '../family/scenario.ts'
import { quiet } from '../harness/stage.ts'
import { finishAll } from './kubelet.ts'
import { itemAt, restingAfter } from './looks.ts'
import { runLog } from './never-two.ts'
import { group, oaatType } from './resources.ts'

const itemCount = 200
const many = Array.from({ length: itemCount }, (_, index) => `item-${index}`)

export const twoHundred: Scenario = {
  name: '200 items run once each, one at a time',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('many', { oaatItems: many }))
    // In parts, because nobody waits for anything longer than two minutes.
    for (let count = 20; count < itemCount; count += 20) await finishAll(stage, 'many', (seen) => Number(fieldAt(seen, 'status', 'sequence')) >= count)
    await finishAll(stage, 'many', restingAfter(itemCount))
    const seen = await stage.get(OaatGroup, 'many')
    t.strictSame(many.filter((item) => itemAt(seen, item, 'runtime_count') !== '1'), [], 'every item ran once')
    t.strictSame(many.filter((item) => itemAt(seen, item, 'failure_count') !== '0'), [], 'and did not fail')
    t.strictSame(runLog(stage), { created: itemCount, overlaps: [] }, 'no two pods were ever active together')
  },
}

export const slotted: Scenario = {
  name: 'runs of a strict slot share one name, one after the other',
  play: async (stage, t) => {
    const items = ['a', 'b', 'c', 'd', 'e']
    await stage.apply(oaatType())
    await stage.apply(group('slotted', { oaatItems: items, strictSlot: true }))
    await finishAll(stage, 'slotted', restingAfter(items.length))
    const seen = await stage.get(OaatGroup, 'slotted')
    for (const item of items) t.equal(itemAt(seen, item, 'runtime_count'), '1', item)
    const names = stage.writes().filter(({ verb, resource, status }) => verb === 'create' && resource === 'pods' && status < 300).map(({ name }) => name)
    t.equal(new Set(names).size, 1, 'one name')
    t.strictSame(runLog(stage), { created: items.length, overlaps: [] })
    await quiet(stage)
    t.strictSame(await stage.list(Pod), [], 'no pod is left')
  },
}

const restSeconds = 15

export const atRest: Scenario = {
  name: 'an idle group writes nothing',
  play: async (stage, t) => {
    await stage.apply(oaatType())
    await stage.apply(group('resting'))
    await finishAll(stage, 'resting', restingAfter(2))
    await quiet(stage)
    const before = stage.writes().length
    t.ok(before > 0, 'the log knows what was written before')
    await sleep(restSeconds * 1000)
    t.strictSame(stage.writes().slice(before), [], `no write request in ${restSeconds} seconds`)
  },
}
