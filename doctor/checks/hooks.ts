import { codeOf } from '../../src/engine/api-errors.ts'
import { messageOf } from '../../src/engine/engine-errors.ts'
import { address } from '../../src/generate/address.ts'
import type { Cluster } from '../cluster.ts'
import { shellWord } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import type { TlsTrouble } from '../door-tls.ts'
import type { HooksDoor, Knock } from '../hooks-door.ts'
import { addressesOf } from '../registered.ts'
import type { ServiceAddress } from '../registered.ts'

const codes = {
  Unreachable: { severity: 'error', why: 'where the service does not answer no sync succeeds' },
  CertificateUnknown: { severity: 'error', why: 'Metacontroller with the same authority in caBundle does not trust the service either: no sync succeeds' },
  CertificateNotTried: { severity: 'warning', why: 'nothing else can be asked; whether the certificate is right is only known with its authority: --hooks-ca-file' },
  CertificateAsked: { severity: 'warning', why: 'nothing else can be asked without a client certificate: --hooks-client-cert-file and --hooks-client-key-file' },
  CertificateRefused: { severity: 'error', why: 'Metacontroller with this certificate in clientTLS is refused: every sync fails' },
  NotReady: { severity: 'error', why: 'the service answers and does no work: it is about to stop, or broken' },
  TokenRefused: { severity: 'error', why: 'with this token Metacontroller gets 401: every sync fails' },
  TokenNotAsked: { severity: 'warning', why: 'whoever reaches the service may ask its hooks; give it a token file and Metacontroller the token' },
  TokenNotTried: { severity: 'info', why: 'whether the token is right is only known where it is tried: --hooks with --token-file' },
} as const
type Code = keyof typeof codes

export const hooks = check({
  name: 'hooks',
  looksAt: 'the service itself: its certificate, /healthz, /readyz, and a request with the token (with --hooks), else through the API server',
  codes,
  well: 'the service answers',
  run: async (cluster, say) => cluster.hooks.url === undefined ? throughApiServer(cluster, say) : direct(cluster, say),
})

const direct = async ({ hooks, namespace }: Cluster, say: Say<Code>): Promise<readonly Finding[]> => {
  const { url = '', hasToken, knock } = hooks
  const alive = await knock('/healthz')
  if (alive.trouble !== undefined) return [say(codeOfTrouble(alive.trouble, hooks), { object: url, what: alive.words, mend: `kubectl --namespace ${namespace} get secrets --field-selector type=kubernetes.io/tls` })]
  if (alive.status !== 200) return [say('Unreachable', { object: url, what: `/healthz: ${alive.words}`, mend: `curl --verbose ${url}/healthz` })]
  const ready = await knock('/readyz')
  const open = await knock('/metrics')
  const authorised = hasToken ? await knock('/metrics', { isAuthorised: true }) : undefined
  return [
    ...(ready.status === 200 ? [] : [say('NotReady', { object: url, what: `/readyz: ${ready.words}`, mend: `curl --verbose ${url}/readyz` })]),
    ...authorisation(url, { open, authorised }, say),
  ]
}

const codeOfTrouble = (trouble: TlsTrouble, { hasAuthority, hasCertificate }: HooksDoor): Code =>
  trouble === 'unknown' ? hasAuthority ? 'CertificateUnknown' : 'CertificateNotTried' : hasCertificate ? 'CertificateRefused' : 'CertificateAsked'

interface Tries { readonly open: Knock; readonly authorised: Knock | undefined }

const authorisation = (url: string, { open, authorised }: Tries, say: Say<Code>): readonly Finding[] => {
  if (open.status !== 401) return [say('TokenNotAsked', { object: url, what: `without a token: status ${open.status}`, mend: 'kaspr-hooks serve --token-file FILE' })]
  if (authorised === undefined) return [say('TokenNotTried', { object: url, what: 'a token is asked for' })]
  if (authorised.status !== 401) return authorised.status === 200 ? [] : [say('NotReady', { object: url, what: `with the token: ${authorised.words}`, mend: `curl --verbose ${url}/readyz` })]
  return [say('TokenRefused', { object: url, what: `with the token: ${authorised.words}`, mend: 'kubectl --namespace metacontroller get secrets' })]
}

const throughApiServer = async (cluster: Cluster, say: Say<Code>): Promise<readonly Finding[]> => {
  const registered = [...(await addressesOf(cluster)).keys()]
  const findings: Finding[] = []
  for (const one of registered.length > 0 ? registered : [{ ...address, namespace: cluster.namespace }]) {
    findings.push(...await proxied(cluster, one, say))
  }
  return findings
}

const proxied = async (cluster: Cluster, { name, namespace, port, protocol }: ServiceAddress, say: Say<Code>): Promise<readonly Finding[]> => {
  const base = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${protocol === 'https' ? 'https:' : ''}${encodeURIComponent(name)}:${port}/proxy`
  try {
    await cluster.ask(`get services --subresource proxy --namespace ${namespace}`, `${base}/readyz`)
    return []
  } catch (error) {
    if (codeOf(error) === 'KH_API_FORBIDDEN') throw error
    return [say('Unreachable', { object: `Service ${namespace}/${name}`, what: `/readyz through the API server: ${messageOf(error)}`, mend: `kubectl get --raw ${shellWord(`${base}/readyz`)}` })]
  }
}
