import { Deployment, Namespace, StatefulSet } from '../../../src/kit/kinds.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { refusals } from '../accepted/refusals.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Ground } from './ground.ts'
import { readyOne } from './looks.ts'
import type { Scenario } from './scenario.ts'

const listAt = (object: AnyObject | undefined, ...path: readonly string[]): readonly JsonValue[] => {
  const found = fieldAt(object, 'spec', ...path)
  return Array.isArray(found) ? found : []
}

/** A bare pod from the template of a workload, with the claims that a StatefulSet would give it. */
const podOf = (workload: AnyObject | undefined, patch: JsonObject = {}): AnyObject => {
  const spec = fieldAt(workload, 'spec', 'template', 'spec')
  const claims = listAt(workload, 'volumeClaimTemplates').map((claim) => String(fieldAt(claim, 'metadata', 'name')))
  const volumes = [...listAt(workload, 'template', 'spec', 'volumes'), ...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))]
  return trusted<AnyObject>({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'by-hand' }, spec: { ...(isObject(spec) ? spec : {}), volumes, ...patch } })
}

const enforce = (ground: Ground, level: string): Promise<unknown> => ground.objects.apply({
  apiVersion: 'v1', kind: 'Namespace', metadata: { name: ground.team.namespace, labels: { 'pod-security.kubernetes.io/enforce': level } },
})

const hungry = {
  name: 'hungry', image: 'hungry', resources: { limits: { cpu: '64', memory: '64Gi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
}

export const admitted: Scenario = {
  team: 'admits',
  name: 'the pods pass the restricted level, and what does not is kept out',
  play: async (ground, t) => {
    await readyOne(ground)
    const { inside, objects, name, team } = ground
    const workloads = [await inside.get(Deployment, 'web'), await inside.get(StatefulSet, 'postgres')]
    t.equal((await objects.get(Namespace, { name }))?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
    for (const workload of workloads) t.strictSame(await refusals(objects, [podOf(workload)], name), [], `${workload?.metadata.name}: level, limits and quota`)
    // The same without our own labels on the namespace: the level is somebody else's word.
    await enforce(ground, 'restricted')
    await team.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'env-runtime' } })
    for (const workload of workloads) t.strictSame(await refusals(objects, [podOf(workload)], team.namespace), [], `${workload?.metadata.name} elsewhere`)
    const [web] = workloads
    t.match(await refusals(objects, [podOf(web, { hostNetwork: true })], name), [/violates PodSecurity/], 'the level is in force')
    t.match(await refusals(objects, [podOf(web, { containers: [hungry] })], name), [/exceeded quota: default-quota/], 'and so is the quota')
  },
}
