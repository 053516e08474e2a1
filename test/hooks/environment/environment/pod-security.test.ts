import type { PodSpec } from 'kubernetes-types/core/v1.js'
import t from 'tap'
import { containersOf, everyStack, podsNamed, podsOf } from '../fixtures/pods.ts'
import { name, renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'
import { violations } from './admission/pod-security.ts'
import type { Level } from './admission/pod-security.ts'

const levelOf = (given: Given): Level => renderedOne('Namespace', name, given).metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted' ? 'restricted' : 'baseline'

const good: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'c', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
}

t.test('the evaluator finds what each level forbids', async (t) => {
  t.strictSame(violations('restricted', good), [])
  const context = good.containers[0]?.securityContext ?? {}
  const changed = (securityContext: object): PodSpec => ({ ...good, containers: [{ name: 'c', securityContext }] })
  const table: readonly [PodSpec, readonly string[], readonly string[]][] = [
    [{ ...good, hostNetwork: true }, ['host namespaces'], []],
    [{ ...good, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, ['hostPath volumes'], ['volumes']],
    [{ ...good, volumes: [{ name: 'v', nfs: { path: '/', server: 's' } }] }, [], ['volumes']],
    [changed({ ...context, privileged: true }), ['c: privileged'], []],
    [changed({ ...context, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }), ['c: capabilities'], ['c: capabilities']],
    [changed({ ...context, capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), [], ['c: capabilities']],
    [changed({ ...context, capabilities: {} }), [], ['c: capabilities']],
    [changed({ capabilities: { drop: ['ALL'] } }), [], ['c: allowPrivilegeEscalation']],
    [changed({ ...context, runAsUser: 0 }), [], ['c: runAsUser']],
    [{ ...good, securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }, [], ['c: runAsNonRoot']],
    [{ ...good, securityContext: { runAsNonRoot: true } }, [], ['c: seccompProfile']],
    [{ ...good, containers: [{ name: 'c', securityContext: context, ports: [{ containerPort: 1, hostPort: 1 }] }] }, ['c: hostPort'], []],
    [{ ...good, containers: [{ name: 'c', securityContext: context, livenessProbe: { httpGet: { port: 1, host: 'x' } } }] }, ['c: host of a probe'], []],
    [{ ...good, initContainers: [{ name: 'i' }] }, [], ['i: allowPrivilegeEscalation', 'i: capabilities']],
  ]
  for (const [spec, baseline, more] of table) {
    t.strictSame(violations('baseline', spec), baseline)
    t.strictSame(violations('restricted', spec), [...baseline, ...more])
  }
})

t.test('every pod passes the level that its namespace enforces', async (t) => {
  for (const [stack, given] of everyStack) {
    for (const pods of podsOf(given)) t.strictSame(violations(levelOf(given), pods.spec), [], `${pods.of} of ${stack} at ${levelOf(given)}`)
  }
})

t.test('where all images are known the level is restricted, else baseline', async (t) => {
  const expected = (stack: string): Level => /development, as it is$/.test(stack) ? 'restricted' : 'baseline'
  for (const [stack, given] of everyStack) t.equal(levelOf(given), expected(stack), stack)
  t.equal(renderedOne('Namespace', name).metadata.labels?.['pod-security.kubernetes.io/warn'], 'restricted')
})

t.test('a Postgres of ours is restricted at any level', async (t) => {
  for (const [stack, given] of everyStack) {
    for (const pods of podsOf(given).filter(({ of }) => of === 'StatefulSet/postgres')) {
      t.strictSame(violations('restricted', pods.spec), [], stack)
      t.match(pods.spec.securityContext, { runAsUser: 999, fsGroup: 999 })
    }
  }
})

t.test('no pod gets a token of the API server', async (t) => {
  for (const [stack, given] of everyStack) {
    t.equal(renderedOne('ServiceAccount', 'env-runtime', given)['automountServiceAccountToken'], false, stack)
    for (const { spec } of podsOf(given)) t.match(spec, { automountServiceAccountToken: false, serviceAccountName: 'env-runtime' })
  }
})

t.test('every container of ours can write to /tmp', async (t) => {
  for (const one of containersOf(podsNamed('Deployment/web'))) t.ok((one.volumeMounts ?? []).some(({ mountPath }) => mountPath === '/tmp'), one.name)
})
