import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { announced, podTemplates, unannounced } from '../../goldens/pod-templates.ts'
import type { PodTemplates } from '../../goldens/pod-templates.ts'
import { trusted } from '../../../src/protocol/trusted.ts'

const text = (path: string): string => {
  const url = new URL(path, import.meta.url)
  return existsSync(url) ? readFileSync(url, 'utf8') : ''
}

t.test('no pod template of a golden case changes without a word in the change log', async (t) => {
  const released = trusted<PodTemplates>(JSON.parse(text('../../goldens/pod-templates.json')))
  const rolling = unannounced(released, podTemplates(), text('../../../CHANGELOG.md'))
  t.same(rolling, [], 'with this release pods of these apps restart: CHANGELOG.md must say "Rolls pods: <case>, …" in its newest section; after the release run node test/goldens/write-pod-templates.ts')
  t.equal(Object.keys(released).length, 71, 'every case but the paused one has pods')
})

t.test('a changed, a new and a lost template have to be announced', async (t) => {
  const released = { kept: '1', changed: '1', lost: '1' }
  const current = { kept: '1', changed: '2', added: '1' }
  t.same(unannounced(released, current, ''), ['added', 'changed', 'lost'])
  t.same(unannounced(released, current, '# Changes\n\n## 2.0.0\n\n- Rolls pods: changed, lost\n- Rolls pods: added\n'), [])
})

t.test('only the newest section counts', async (t) => {
  const changelog = '# Changes\n\nRolls pods: preface\n\n## 2.0.0\n\n- faster\n- Rolls pods: one,two\n\n## 1.0.0\n\n- Rolls pods: old\n'
  t.same([...announced(changelog)], ['one', 'two'])
  t.same([...announced('')], [])
})
