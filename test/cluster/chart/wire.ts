import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { spawnBound } from '../../../scripts/cluster/bound-process.ts'
import { openApi } from '../../../scripts/cluster/api.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'

// Metacontroller and hooks as processes of this machine, with nothing between them but what the chart has made.

const program = fileURLToPath(new URL('../../../bin/kaspr-hooks.js', import.meta.url))
const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] }

/** Stands for the network of a cluster: whatever Service is asked for, the hooks on a port answer. */
export const networkTo = async (port: number): Promise<{ readonly address: string; readonly hosts: () => readonly string[]; readonly close: () => Server }> => {
  const hosts = new Set<string>()
  const server = createServer((asked, answer) => {
    const { host, pathname, search } = new URL(asked.url ?? '')
    hosts.add(host)
    const passed = request({ host: '127.0.0.1', port, method: asked.method, path: pathname + search, headers: asked.headers }, (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers)
      said.pipe(answer)
    })
    passed.on('error', () => { answer.writeHead(502).end() })
    asked.pipe(passed)
  })
  // What is spoken over TLS goes through unseen.
  server.on('connect', ({ url = '' }, socket) => {
    hosts.add(url)
    const passed = connect(port, '127.0.0.1', () => { socket.write('HTTP/1.1 200 OK\r\n\r\n') })
    for (const [from, to] of [[socket, passed], [passed, socket]] as const) from.on('error', () => to.destroy()).pipe(to)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { address: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, hosts: () => [...hosts], close: () => server.close() }
}

/** Hooks with further arguments. Killed when this process ends. */
export const startHooks = ({ logs }: Layout, port: number, args: readonly string[]) =>
  spawnBound([process.execPath, program, 'serve', '--host', '127.0.0.1', '--port', String(port), '--drain-seconds', '0', ...args], { log: join(logs, 'wire-hooks.log'), env: environment })

/** Kubeconfig of a ServiceAccount: whoever has it may do what the chart lets it, and nothing else. */
export const kubeconfigOfAccount = async ({ folder, kubeconfig }: Layout, namespace: string, name: string): Promise<string> => {
  const api = openApi(kubeconfig)
  try {
    await api.call({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: namespace } } })
    await api.call({ method: 'POST', path: `/api/v1/namespaces/${namespace}/serviceaccounts`, body: { metadata: { name } } })
    const { status } = trusted<{ readonly status: { readonly token: string } }>(await api.expect({ method: 'POST', path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, body: { spec: {} } }))
    const path = join(folder, `account-${name}.kubeconfig`)
    writeFileSync(path, JSON.stringify({ ...configOf(kubeconfig), users: [{ name: 'admin', user: { token: status.token } }] }), { mode: 0o600 })
    return path
  } finally {
    api.close()
  }
}

const configOf = (path: string): object => {
  const config: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return isObject(config) ? config : {}
}

/** Metacontroller with the rights of a kubeconfig, behind a network. Killed when this process ends. */
export const startMetacontroller = ({ logs }: Layout, { binary, kubeconfig, network, metrics, probes }: { readonly binary: string; readonly kubeconfig: string; readonly network: string; readonly metrics: number; readonly probes: number }) =>
  spawnBound([
    binary, `--kubeconfig=${kubeconfig}`, '--discovery-interval=5s', '--client-go-qps=100', '--client-go-burst=200', `--metrics-address=127.0.0.1:${metrics}`, `--health-probe-bind-address=127.0.0.1:${probes}`,
  ], { log: join(logs, 'wire-metacontroller.log'), env: { ...environment, HTTP_PROXY: network, HTTPS_PROXY: network, NO_PROXY: '127.0.0.1' } })
