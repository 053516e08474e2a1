import t from 'tap'
import type { Scenario, World } from './day-two/scenario.ts'
import { listenAsMembers } from './day-two/fake-members.ts'
import { storage } from './day-two/growing.ts'
import { crowd, patient, quick } from './day-two/hanging.ts'
import { leaving } from './day-two/leaving.ts'
import { lying, members } from './day-two/observing.ts'
import { pausing } from './day-two/pausing.ts'
import { automatic, byHand } from './day-two/rebalancing.ts'
import { killed } from './day-two/restarting.ts'
import { refused } from './day-two/refusing.ts'
import { resting } from './day-two/resting.ts'
import { grantRights, startSteward } from './day-two/steward-process.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'
import { onStage } from './harness/stage.ts'

// Members over time, on a real API server, with the steward as the process that people run and members that are played.

const layout = theLayout()

const scenarios: readonly Scenario[] = [crowd, patient, quick, byHand, resting(layout), pausing, automatic, lying, storage, members, leaving]

/** Those have a namespace and stewards of their own. */
const apart: readonly Scenario[] = [killed, refused]

/** Steps that tests can wait for. */
const settings = { CLIENT_STATUS_CHECK_TIMEOUT_SECONDS: '5', INITIAL_MAX_REPLICAS: '2', HPA_SCALE_UP_POLICY_PERIOD_SECONDS: '5' }

t.test(`day two on a real API server, with ${chosenOperator()}`, async (t) => {
  t.jobs = scenarios.length + apart.length
  const listener = await listenAsMembers()
  t.teardown(() => listener.close())
  await grantRights(layout)
  const worldOf = (stage: World['stage']): World => {
    const { namespace } = stage
    return { stage, members: listener.in(namespace), steward: () => startSteward(layout, { namespace, address: listener.address }) }
  }
  const alone = ({ name, app, play }: Scenario) =>
    t.test(name, { buffered: true }, (t) => onStage(layout, `day-two-${app}`, (own) => play(worldOf(own), t, app)))
  await withOperator(layout, () => onStage(layout, 'day-two', async (shared) => {
    const world = worldOf(shared)
    const steward = world.steward()
    const together = ({ name, app, play }: Scenario) => t.test(name, { buffered: true }, (t) => play(world, t, app))
    try {
      await Promise.all([...scenarios.map(together), ...apart.map(alone)])
      t.ok(steward.isAlive(), 'nothing that members say ends the steward')
      t.strictSame(shared.stewardWrites().filter(({ status }) => status === 403), [], 'it has all the rights that it needs')
    } finally {
      t.equal(await steward.stop(), 0, 'it ends well when it is asked to')
    }
  }), { settings })
})
