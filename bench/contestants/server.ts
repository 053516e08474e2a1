import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isObject, parseJsonText } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { BenchFailed } from '../failure.ts'
import { heard, startNode } from './node-process.ts'
import type { NodeProcess } from './node-process.ts'

/** A server in a process of its own. */
export interface Server extends NodeProcess {
  readonly url: string
}

/** The service as users start it, logging as it does by default. */
export const startService = async (nodeOptions: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Server> => {
  const args = ['serve', '--host', '127.0.0.1', '--port', '0', '--operations-port', '0', '--drain-seconds', '0']
  const started = startNode('../../src/cli/process.ts', args, { nodeOptions, env })
  const lines = createInterface({ input: started.child.stdout ?? process.stdin })
  const [line] = trusted<[string]>(await once(lines, 'line'))
  // Later lines are read and dropped, as a collector of logs would read them.
  lines.on('line', () => undefined)
  const said = parseJsonText(line)
  if (!isObject(said) || typeof said['hooks'] !== 'string') throw new BenchFailed(`the service did not start: ${line}`)
  return { ...started, url: `${said['hooks']}/hooks/kasprapp/sync` }
}

/** The bare server with the answers that it repeats, by path. */
export const startBare = async (answers: Readonly<Record<string, string>>): Promise<Server> => {
  const started = startNode('bare-server.ts', [])
  const { url } = trusted<{ url: string }>(await heard(started.child))
  await started.ask({ answers })
  return { ...started, url }
}
