import { EnvironmentResource } from '../../../hooks/environment/environment/resource.ts'
import { ConfigMap, Namespace } from '../../../src/kit/kinds.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { refusals } from '../accepted/refusals.ts'
import type { AnyObject } from '../harness/objects.ts'
import { atRest } from './ground.ts'
import type { Ground } from './ground.ts'
import { conditionOf, phaseIs, readyOne, reasonIs, uidOf } from './looks.ts'
import { environment, project } from './resources.ts'
import type { Scenario } from './scenario.ts'

const named = (ground: Ground, name: string, spec: JsonObject = {}): JsonObject => ({ ...environment(ground, spec), metadata: { name } })

export const refused: Scenario = {
  team: 'refused',
  name: 'names that must not be are refused by the API server',
  play: async (ground, t) => {
    const answers = async (given: JsonObject): Promise<string> => (await refusals(ground.objects, [trusted<AnyObject>(given)])).join('\n')
    t.equal(await answers(environment(ground)), '')
    t.match(await answers(named(ground, 'others-shop-pr7')), /metadata\.name must begin with spec\.team and a hyphen/)
    t.match(await answers(named(ground, 'kube-system', { team: 'kube' })), /metadata\.name is reserved/)
    t.match(await answers(named(ground, 'ingress-nginx', { team: 'ingress' })), /metadata\.name is reserved/)
    t.match(await answers(named(ground, 'cert-manager', { team: 'cert' })), /metadata\.name is reserved/)
    t.match(await answers(named(ground, 'refused-shop.pr7')), /metadata\.name becomes a namespace/)
    t.match(await answers(named(ground, `refused-${'x'.repeat(60)}`)), /metadata\.name becomes a namespace/)
    t.match(await answers(environment(ground, { egress: { rules: [{}] } })), /egress\.rules needs egress\.mode custom/)
    await readyOne(ground, { quota: { pods: '3' } })
    t.match(await answers(environment(ground, { team: 'refuse' })), /metadata\.name must begin with spec\.team and a hyphen|spec\.team cannot change/)
    t.match(await answers(environment(ground, { team: 'refused-shop' })), /spec\.team cannot change/, 'even where the name would fit')
  },
}

export const foreign: Scenario = {
  team: 'foreign',
  name: 'a namespace that somebody else made is not touched',
  play: async (ground, t) => {
    const { objects, name, inside } = ground
    await ground.team.apply(project())
    await ground.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { mine: 'yes' } } })
    await inside.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'precious' }, data: { some: 'thing' } })
    const before = await objects.get(Namespace, { name })
    await ground.apply(environment(ground))
    await ground.until(reasonIs('ConfigValid', 'NamespaceTaken'))
    await atRest(ground)
    t.match(fieldAt(conditionOf(await ground.environment(), 'ConfigValid'), 'message'), `namespace ${name} exists already and is not ours`)
    t.strictSame(await objects.get(Namespace, { name }), before, 'not a bit of it')
    t.strictSame(ground.writes().filter(({ resource }) => resource !== 'environments'), [], 'nobody tried')
    await objects.remove(EnvironmentResource, { name })
    await ground.until((found) => found === undefined)
    t.strictSame(await objects.get(Namespace, { name }), before, 'it outlives the environment')
    t.ok(await inside.get(ConfigMap, 'precious'))
    await objects.remove(Namespace, { name })
    await inside.until(Namespace, name, (found) => found === undefined)
    await ground.apply(environment(ground))
    await ground.until(phaseIs('Ready'))
    t.not(uidOf(await objects.get(Namespace, { name })), uidOf(before), 'once it is gone, the environment makes its own')
  },
}
