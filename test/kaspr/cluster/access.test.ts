import t from 'tap'
import { Conflict } from '../../../src/engine/api-errors.ts'
import { goldenNamed } from '../../goldens/cases.ts'
import { runCommand } from '../../cli/terminal.ts'
import { upstream } from '../migrate/fixtures/upstream.ts'
import { apiFacade } from './fixtures/api-facade.ts'

t.test('over HTTP: plan only reads, apply writes each object once, a second one nothing', async (t) => {
  const world = await upstream(goldenNamed('all-kinds'))
  const api = await apiFacade(world.access)
  t.teardown(api.close)
  const run = (...args: readonly string[]) => runCommand([...args, '--kubeconfig', api.kubeconfig])
  const writes = () => api.requests.filter((request) => !request.startsWith('GET '))
  t.match(await run('migrate', 'plan'), { code: 1, out: /KasprApp demo\/orders\n {2}! rolls 1 pod:\n/ })
  t.strictSame(writes(), [])
  t.match(await run('migrate', 'apply', '--dry-run'), { code: 0, out: /0 done, 0 done already, 0 failed, 19 planned\n$/ })
  t.strictSame(writes(), [])
  t.match(await run('migrate', 'apply'), { code: 0, out: '19 done, 0 done already, 0 failed, 0 planned\n', err: /^1\/19 [^]*\n19\/19 KasprJoin demo\/orders-products: .*: done\n$/ })
  t.equal(new Set(writes()).size, 19)
  t.strictSame(writes().filter((request) => /pods|DELETE|POST|PATCH/.test(request)), [])
  t.match(await run('migrate', 'apply'), { code: 0, out: 'nothing to do\n' })
  t.equal(writes().length, 19)
})

t.test('over HTTP: one namespace only', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const api = await apiFacade(world.access)
  t.teardown(api.close)
  for (const verb of ['plan', 'apply', 'rollback']) {
    t.match(await runCommand(['migrate', verb, '-n', 'empty', '--kubeconfig', api.kubeconfig]), { code: 1, out: '', err: 'KH_OBJECTS_MISSING: no resources of Kaspr in namespace empty\n' }, verb)
  }
  t.strictSame([...new Set(api.requests.filter((request) => /statefulsets/.test(request)))], ['GET /apis/apps/v1/namespaces/empty/statefulsets?limit=100'])
})

t.test('over HTTP: conflicts are retried, and given up after ten', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  let refused = 0
  const api = await apiFacade({ ...world.access, update: async (kind, object) => {
    if (kind.kind === 'Service' && object.metadata.name === 'minimal-app') throw new Conflict('Service', 'always')
    if (kind.kind === 'StatefulSet' && refused < 3) {
      refused += 1
      throw new Conflict('StatefulSet', 'somebody else wrote')
    }
    return world.access.update(kind, object)
  } })
  t.teardown(api.close)
  const { code, out } = await runCommand(['migrate', 'apply', '--kubeconfig', api.kubeconfig])
  t.match({ code, out }, { code: 1, out: /Service demo\/minimal-app: label controller-uid: KH_API_CONFLICT: [^]*6 done, 0 done already, 1 failed, 0 planned\n$/ })
  t.equal(refused, 3)
  t.equal(api.requests.filter((request) => request === 'PUT /api/v1/namespaces/demo/services/minimal-app').length, 10)
})

t.test('over HTTP: status of the namespace of the context', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const api = await apiFacade(world.access)
  t.teardown(api.close)
  t.match(await runCommand(['status'], { env: { KUBECONFIG: api.kubeconfig } }), { code: 0, out: /^NAME .*\nminimal +Unknown / })
  t.strictSame(api.requests, ['GET /apis/kaspr.io/v1alpha1/namespaces/demo/kasprapps?limit=100', 'GET /apis/kaspr.io/v1alpha1/namespaces/demo/kasprmembersets?limit=100'])
})

t.test('a context that does not exist is told with its code', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const api = await apiFacade(world.access)
  t.teardown(api.close)
  t.match(await runCommand(['status', '--kubeconfig', api.kubeconfig, '--context', 'two']), { code: 1, err: /^KH_KUBE_CONFIG: / })
})
