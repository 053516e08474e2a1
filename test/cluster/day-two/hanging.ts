import { KasprApp, Pod, podsOf } from '../family/looks.ts'
import { eventually } from '../harness/eventually.ts'
import { aWhile, appStatus, begin, deleted, observed, operationsOf } from './app-looks.ts'
import { rebalancing, says } from './fake-members.ts'
import type { Scenario } from './scenario.ts'

const threshold = 'kaspr.io/hung-rebalancing-threshold-seconds'

/** A member hangs for longer than a threshold; how long it takes is told, not judged. */
const hung = (app: string, seconds: number): Scenario => ({
  name: `S13, S17, S24: a member that hangs for more than ${seconds} s is replaced once, and nobody else`,
  app,
  play: async (world, t) => {
    const { stage, members: { behave } } = world
    await begin(world, app, { members: 3, annotations: { [threshold]: String(seconds) } })
    const pods = await podsOf(stage, app)
    behave(`${app}-app-1`, rebalancing)
    const began = Date.now()
    await stage.until(Pod, `${app}-app-1`, (pod) => pod?.metadata.uid !== pods[`${app}-app-1`])
    const took = (Date.now() - began) / 1000
    behave(`${app}-app-1`, says())
    t.comment(`threshold ${seconds} s: from the first bad answer to the end of the pod ${took.toFixed(1)} s, ${(took - seconds).toFixed(1)} s beyond it (at most 90 are promised)`)
    await stage.until(KasprApp, app, observed(3))
    await aWhile()
    const after = await podsOf(stage, app)
    t.strictSame(changed(pods, after), [`${app}-app-1`])
    t.strictSame(deleted(stage, app, 'pods'), [`${app}-app-1`], 'asked for once')
    const { terminations, members = [] } = await appStatus(stage, app)
    t.match(terminations, [{ id: 1, podUID: pods[`${app}-app-1`], result: 'Succeeded' }])
    t.strictSame(members.map(({ hungStrikes }) => hungStrikes), [undefined, undefined, undefined])
    t.strictSame(await operationsOf(stage, app), [], 'what was noted is dropped')
  },
})

const changed = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(before).filter((name) => before[name] !== after[name])

export const quick = hung('soon', 5)
export const patient = hung('later', 20)

/** Its pod takes as long to stop as real ones do: the wave has to go on meanwhile. */
const lingering = { metadata: { annotations: { 'pod-delete.stage.kwok.x-k8s.io/delay': '5s' } } }

export const crowd: Scenario = {
  name: 'S21: of seven hung members five are ended at once, the first by number',
  app: 'crowd',
  play: async (world, t, app) => {
    const { stage, members: { behave } } = world
    await begin(world, app, { members: 8, annotations: { [threshold]: '5' } })
    const all = [1, 2, 3, 4, 5, 6, 7].map((id) => `${app}-app-${id}`)
    for (const pod of all) await stage.patch(Pod, pod, lingering)
    for (const pod of all) behave(pod, rebalancing)
    let most = 0
    await eventually(`members of ${app} are replaced`, async () => {
      most = Math.max(most, (await operationsOf(stage, app)).filter(({ type }) => type === 'TerminateMember').length)
      const { terminations = [] } = await appStatus(stage, app)
      return { done: terminations.some(({ result }) => result === 'Succeeded') && terminations.every(({ result }) => result !== 'Requested'), seen: terminations }
    })
    await aWhile()
    const gone = deleted(stage, app, 'pods')
    for (const pod of all) behave(pod, says())
    t.ok(most <= 5, `${most} at once`)
    t.strictSame(gone.toSorted(), all.slice(0, 5))
    await stage.until(KasprApp, app, observed(8))
    t.strictSame(deleted(stage, app, 'pods'), gone, 'who was well in time is left alone')
  },
}
