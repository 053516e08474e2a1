import t from 'tap'
import { environmentSettingProblems, environmentSettings, secretSettings } from '../../../../hooks/environment/environment/settings.ts'
import { masterKey } from '../fixtures/rendered.ts'

t.test('without settings everything has a default, but no key', async (t) => {
  t.strictSame(environmentSettingProblems({}), [])
  const read = environmentSettings({})
  t.match(read, { ingressNamespace: 'ingress-nginx', ingressClass: 'nginx', previewDomain: 'preview.catalyst.dev', ingressPort: 8080, dnsNamespace: 'kube-system', dnsNodeAddress: '169.254.20.10', closedRanges: [], readsPods: false })
  t.strictSame(read.ingressPods, { 'app.kubernetes.io/name': 'ingress-nginx' })
  t.equal(read.keys.size, 0)
  t.match(read.gitImage, /@sha256:[0-9a-f]{64}$/)
})

t.test('what is given is read, spaces around it are nothing', async (t) => {
  const settings = {
    INGRESS_NAMESPACE: ' edge ', INGRESS_POD_LABELS: 'app=ingress, example.com/tier=edge', INGRESS_CLASS: 'traefik', PREVIEW_DOMAIN: 'preview.example.com', INGRESS_PORT: '9090', GIT_CLONE_IMAGE: 'git:1',
    BUILD_REGISTRY: 'registry.example.com:5000/team/', DNS_NAMESPACE: 'dns', DNS_POD_LABELS: 'app=dns', DNS_NODE_ADDRESS: 'fd00::10', CLOSED_ADDRESS_RANGES: '34.118.224.0/20, fd00:1::/32', RESERVED_NAMESPACES: 'one, two,', ENVIRONMENT_MASTER_KEYS: `v1=${masterKey},v2=${masterKey}==`, ENVIRONMENT_READS_PODS: 'true',
  }
  t.strictSame(environmentSettingProblems(settings), [])
  const read = environmentSettings(settings)
  t.match(read, { ingressNamespace: 'edge', ingressClass: 'traefik', previewDomain: 'preview.example.com', ingressPort: 9090, gitImage: 'git:1', dnsNamespace: 'dns', dnsNodeAddress: 'fd00::10', readsPods: true })
  t.strictSame([read.ingressPods, read.dnsPods], [{ 'app': 'ingress', 'example.com/tier': 'edge' }, { app: 'dns' }])
  t.strictSame(read.closedRanges, ['34.118.224.0/20', 'fd00:1::/32'])
  t.strictSame([...read.keys], [['v1', masterKey], ['v2', `${masterKey}==`]])
  for (const name of ['one', 'two', 'default', 'metacontroller']) t.ok(read.reservedNames.includes(name), name)
})

t.test('what is on or off is read as such', async (t) => {
  const read = (word: string) => environmentSettings({ LOCAL_PREVIEW_ROUTING: word, PREVIEW_DOMAIN: 'x.example', ENVIRONMENT_READS_PODS: word })
  for (const word of ['true', 'True', 'yes', '1', ' true ']) t.match(read(word), { previewDomain: undefined, readsPods: true }, word)
  for (const word of ['false', 'False', 'no', '0', '']) t.match(read(word), { previewDomain: 'x.example', readsPods: false }, word)
})

t.test('every wrong setting is named', async (t) => {
  const wrong: readonly (readonly [string, string])[] = [
    ...['0', '65536', 'http', '-1', '8080.5', '1e3'].map((value) => ['INGRESS_PORT', value] as const),
    ...['app', '=x', 'app=a b', '/=x', 'app=x,tier', ','].flatMap((value) => [['INGRESS_POD_LABELS', value] as const, ['DNS_POD_LABELS', value] as const]),
    ...['Edge', 'a.b', '-a'].flatMap((value) => [['INGRESS_NAMESPACE', value] as const, ['DNS_NAMESPACE', value] as const]),
    ['INGRESS_CLASS', 'No Class'], ['INGRESS_TLS_ISSUER', 'No Issuer'], ['GIT_CLONE_IMAGE', 'No Image'], ['WORKSPACE_IMAGE', 'No Image'], ['BUILDKIT_IMAGE', 'x:'], ['BUILD_REGISTRY', 'https://registry.example.com'], ['PREVIEW_DOMAIN', 'https://x.example'], ['PREVIEW_DOMAIN', '*.x.example'], ['DNS_NODE_ADDRESS', '169.254.20'], ['DNS_NODE_ADDRESS', '169.254.20.10/32'],
    ...['TRUE', 'on', 'ture'].flatMap((value) => [['LOCAL_PREVIEW_ROUTING', value] as const, ['ENVIRONMENT_READS_PODS', value] as const]),
    ...['10.96.0.0', '10.96.0.0/99', '999.0.0.0/8', '10.0.0.1/8', '0.0.0.0/0', 'fd00::/200'].map((value) => ['CLOSED_ADDRESS_RANGES', value] as const),
    ...[masterKey, `v1=${masterKey.slice(1)}`, `=${masterKey}`, `v1=${masterKey},v2=short`, `v1=${masterKey},v1=${masterKey}x`, `v1=${masterKey},${masterKey}`, ','].map((value) => ['ENVIRONMENT_MASTER_KEYS', value] as const),
  ]
  for (const [name, value] of wrong) t.strictSame(environmentSettingProblems({ [name]: value }).map(({ path }) => path), [name], `${name}=${value}`)
})

t.test('a wrong key is not repeated in what is said about it', async (t) => {
  t.notMatch(environmentSettingProblems({ ENVIRONMENT_MASTER_KEYS: 'v1=too-short-but-secret' })[0]?.message, /too-short/)
  t.ok(secretSettings.includes('ENVIRONMENT_MASTER_KEYS'))
})

t.test('charts are installed by Flux, by a project of Argo CD, or not at all', async (t) => {
  const pathsOf = (settings: Readonly<Record<string, string>>): readonly string[] => environmentSettingProblems(settings).map(({ path }) => path)
  t.strictSame([environmentSettings({}).helmKind, environmentSettings({ ENVIRONMENT_HELM_KIND: '' }).helmKind, environmentSettings({ ENVIRONMENT_HELM_KIND: ' flux ' }).helmKind], [undefined, undefined, 'flux'])
  t.strictSame(pathsOf({ ENVIRONMENT_HELM_KIND: ' flux ' }), [])
  t.strictSame(pathsOf({ ENVIRONMENT_HELM_KIND: 'helm' }), ['ENVIRONMENT_HELM_KIND'])
  t.strictSame(pathsOf({ ENVIRONMENT_HELM_KIND: 'Flux' }), ['ENVIRONMENT_HELM_KIND'])
  t.strictSame(pathsOf({ ENVIRONMENT_HELM_KIND: 'argocd' }), ['ARGOCD_PROJECT'])
  t.strictSame(pathsOf({ ENVIRONMENT_HELM_KIND: 'argocd', ARGOCD_PROJECT: 'No Project', ARGOCD_NAMESPACE: 'a.b' }).toSorted(), ['ARGOCD_NAMESPACE', 'ARGOCD_PROJECT'])
  t.match(environmentSettings({ ENVIRONMENT_HELM_KIND: 'argocd', ARGOCD_PROJECT: 'previews' }), { helmKind: 'argocd', argoNamespace: 'argocd', argoProject: 'previews' })
})
