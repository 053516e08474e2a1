import { controllers } from '../hooks/index.ts'
import { clusterOptions } from '../kaspr/cluster/access.ts'
import { patiently } from '../kaspr/cluster/patience.ts'
import { textOption } from '../src/cli/command.ts'
import type { Command, OptionValues, Terminal } from '../src/cli/command.ts'
import { release } from '../src/cli/release.ts'
import { address } from '../src/generate/address.ts'
import { connect } from '../src/kube/connect.ts'
import { UsageInvalid } from '../src/protocol/errors.ts'
import { checks } from './checks.ts'
import { clusterOf } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { needsPerson } from './finding.ts'
import type { Finding } from './finding.ts'
import { hooksDoor } from './hooks-door.ts'
import type { HooksDoor } from './hooks-door.ts'
import { addressesOf } from './registered.ts'
import { reportText } from './report.ts'

const help = `
Looks for what goes wrong in practice: Metacontroller and its flags, definitions and registrations against this build, the
service, failed syncs, the steward, metrics and storage. It only reads, and what it may not read it says.

Usage: kaspr-hooks doctor [options]

  -n, --namespace  namespace of the service and of the steward's lease (default: where the registrations call, else
                   ${address.namespace})
  --hooks URL      ask the service itself at this address; without it the API server is asked to
  --token-file     with --hooks: a file whose first line is a bearer token, to see whether the service takes it
  --hooks-ca-file  with an https address: the authority that has signed the certificate of the service
  --hooks-server-name         the name in that certificate, where the address has another one: behind a port-forward
  --hooks-client-cert-file, --hooks-client-key-file
                   certificate and key of whoever asks, where the service wants one
  -o, --output     text (default) or json: [{check, code, object, severity, what, why, mend}],
                   severity is error, warning, info or ok; object, why and mend may be null
  --kubeconfig     this file instead of KUBECONFIG
  --context        this context instead of the current one

Errors and warnings need a person: exit code 1. So does what could not be checked (code NotChecked). 0 otherwise, 2 for
wrong usage.

Example: kaspr-hooks doctor -o json --hooks http://127.0.0.1:8080 --token-file token
`

/** `doctor`: what goes wrong in a cluster, why it matters and what mends it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'look for what goes wrong in a cluster, and say what mends it',
  help,
  options: {
    ...clusterOptions,
    'namespace': { type: 'string', short: 'n' },
    'hooks': { type: 'string' },
    'token-file': { type: 'string' },
    'hooks-ca-file': { type: 'string' },
    'hooks-server-name': { type: 'string' },
    'hooks-client-cert-file': { type: 'string' },
    'hooks-client-key-file': { type: 'string' },
    'output': { type: 'string', short: 'o' },
  },
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'text')
    if (positionals.length > 0) throw new UsageInvalid(`doctor takes no arguments, got ${positionals.join(' ')}`)
    if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
    const hooks = await doorOf(values)
    const findings = await patiently(terminal, 'looking at the cluster', () => examine(values, hooks, terminal))
    terminal.out(output === 'json' ? `${JSON.stringify(findings, null, 2)}\n` : reportText(findings))
    return findings.some(needsPerson) ? 1 : 0
  },
}

const doorOf = (values: OptionValues): Promise<HooksDoor> => {
  const given = (name: string): string | undefined => textOption(values, name, '') || undefined
  return hooksDoor(given('hooks'), {
    token: given('token-file'), ca: given('hooks-ca-file'), serverName: given('hooks-server-name'),
    clientCert: given('hooks-client-cert-file'), clientKey: given('hooks-client-key-file'),
  })
}

const examine = async (values: OptionValues, hooks: HooksDoor, { env, now }: Terminal): Promise<readonly Finding[]> => {
  const client = connect({ env, file: textOption(values, 'kubeconfig', '') || undefined, context: textOption(values, 'context', '') || undefined })
  try {
    const cluster = clusterOf(client, { controllers, release: await release(), now: Date.parse(now()), namespace: address.namespace, hooks })
    // Without an API server there is nothing to say: that is an error of the command, not fifteen findings.
    await cluster.ask('get --raw /version', '/version')
    return await allFindings({ ...cluster, namespace: textOption(values, 'namespace', await calledNamespace(cluster)) })
  } finally {
    client.close()
  }
}

/** Who may not read registrations is told so by their check. */
const calledNamespace = async (cluster: Cluster): Promise<string> => {
  const [called] = await addressesOf(cluster).then((addresses) => [...addresses.keys()], () => [])
  return called?.namespace ?? cluster.namespace
}

/** One after the other: a look must not weigh on the API server. */
const allFindings = async (cluster: Cluster): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const check of checks) findings.push(...await check.run(cluster))
  return findings
}
