import t from 'tap'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator } from './harness/operator.ts'
import { back, deletable } from './migrate/back.ts'
import { applied, tried } from './migrate/labelled.ts'
import { moved } from './migrate/moved.ts'
import { withApps, withUpstreamDefinitions, withoutApps, withoutDefinitions } from './migrate/set-up.ts'
import { openWorld } from './migrate/world.ts'
import type { Chapter } from './migrate/world.ts'
import { mistyped, notAllowed, nothingThere, stillRunning } from './migrate/wrong.ts'

const setUp: Chapter = async (world) => {
  await withUpstreamDefinitions(world)
  await withApps(world)
}

const chapters: readonly (readonly [string, Chapter])[] = [
  ['without the definitions there is nothing to move', nothingThere],
  ['all goldens are there, as kaspr-operator leaves them, with members that run', setUp],
  ['while kaspr-operator has a pod nothing is touched', stillRunning],
  ['what is mistyped is told with a code and touches nothing', mistyped],
  ['missing rights are told with verb and object', notAllowed],
  ['plan and dry run write nothing', tried],
  ['apply is killed twice, goes on where it was, and then has nothing to do', applied],
  [`${chosenOperator()} takes over: the pods roll that the plan named, for its reasons, and nothing else happens`, moved],
  ['rollback takes the labels away and leaves everything else', back],
  ['then resources can be deleted with nobody looking after them', deletable],
]

t.test('apps of kaspr-operator move over and back', async (t) => {
  const world = await openWorld(theLayout())
  t.teardown(world.close)
  await withoutDefinitions(world)
  try {
    for (const [name, chapter] of chapters) if (t.passing()) await t.test(name, (t) => chapter(world, t))
  } finally {
    await withoutApps(world)
  }
})
