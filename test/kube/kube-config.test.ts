import t from 'tap'
import { loadKubeConfig } from '../../src/kube/kube-config.ts'
import { kubeconfig } from './fake-server.ts'

const second = JSON.stringify({
  'clusters': [{ name: 'fake', cluster: { server: 'https://hidden' } }, { name: 'other', cluster: { server: 'https://other:6443' } }],
  'users': [{ name: 'me', user: {} }, { name: 'you', user: { token: 'x' } }],
  'contexts': [{ name: 'there', context: { cluster: 'other', user: 'you' } }],
  'current-context': 'there',
})

t.test('the files of KUBECONFIG are merged, the first one counts, and those that are not there are passed over', async (t) => {
  const folder = t.testdir({ a: kubeconfig('https://first'), b: second })
  const config = loadKubeConfig({ env: { KUBECONFIG: `${folder}/a:${folder}/missing:${folder}/b` } })
  t.strictSame([config.getCurrentContext(), config.getCurrentCluster()?.server], ['here', 'https://first'])
  t.equal(config.getCluster('other')?.server, 'https://other:6443')
})

t.test('a file and a context may be named', async (t) => {
  const folder = t.testdir({ a: kubeconfig('https://first'), b: second })
  const config = loadKubeConfig({ file: `${folder}/b`, env: { KUBECONFIG: `${folder}/a` } })
  t.equal(config.getCurrentCluster()?.server, 'https://other:6443')
  t.throws(() => loadKubeConfig({ file: `${folder}/a`, context: 'nowhere', env: {} }), { code: 'KH_KUBE_CONFIG', message: /nowhere/ })
})

t.test('the file below HOME is the one without KUBECONFIG', async (t) => {
  const home = t.testdir({ '.kube': { config: kubeconfig('https://home') } })
  t.equal(loadKubeConfig({ env: { HOME: home } }).getCurrentCluster()?.server, 'https://home')
})

t.test('nothing to talk to, a file that is no kubeconfig, a server that is no address: errors with a code', async (t) => {
  const folder = t.testdir({ broken: '{"clusters": 5}', text: 'x: [', odd: kubeconfig('not an address') })
  t.throws(() => loadKubeConfig({ env: { HOME: folder } }), { code: 'KH_KUBE_CONFIG_MISSING', message: /KUBECONFIG/ })
  for (const file of ['missing', 'broken', 'text', 'odd']) {
    t.throws(() => loadKubeConfig({ file: `${folder}/${file}`, env: {} }), { code: 'KH_KUBE_CONFIG', message: new RegExp(file === 'odd' ? 'not an address' : file) })
  }
})
