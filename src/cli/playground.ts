import process from 'node:process'
import { UsageInvalid } from '../protocol/errors.ts'
import { startPlayground } from '../playground/start.ts'
import type { PlaygroundOptions } from '../playground/playground.ts'
import { textOption } from './command.ts'
import type { Command, OptionValues, Terminal } from './command.ts'
import { playgroundSetup } from './playground-setup.ts'
import { hookSettings } from './serve-options.ts'
import { termination } from './termination.ts'
import type { Termination } from './termination.ts'

const help = `
Usage: kaspr-hooks playground [options]

Opens a web page on a cluster in memory: examples that run, what every hook was asked and answered, an editor, faults and
a clock. Nothing outside of this process is read or changed. Ends with SIGTERM or SIGINT.

  --port PORT      port of the page (8082); 0 takes any
  --host HOST      address to listen on (127.0.0.1)
  --service URL    where the service runs that copied curl commands ask (http://127.0.0.1:8080)

\`kaspr-hooks serve --playground\` starts both together.

Example: kaspr-hooks playground --port 8082
`

/** `playground`: a cluster in memory with a web page. */
export const playground: Command = {
  name: 'playground',
  summary: 'open a web page on a cluster in memory',
  help,
  options: { port: { type: 'string' }, host: { type: 'string' }, service: { type: 'string' } },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`playground takes no arguments, got ${positionals.join(' ')}`)
    const [host, port] = [textOption(values, 'host', '127.0.0.1'), portOf(values)]
    const url = serviceUrl(textOption(values, 'service', 'http://127.0.0.1:8080'))
    const setup = await playgroundSetup(hookSettings(terminal.env), { url })
    return playgroundUntil(termination(process), { ...setup, host, port }, terminal)
  },
}

export interface PlaygroundRun extends PlaygroundOptions {
  readonly host: string
  readonly port: number
}

/** Shows the page until told to stop. Exit code 0. Throws ListenFailed. */
export const playgroundUntil = async ({ asked, forget }: Termination, run: PlaygroundRun, { out, err }: Terminal): Promise<number> => {
  try {
    err('Building the cluster and applying the examples …\n')
    const { url, stop } = await startPlayground(run)
    out(`The playground is at ${url}\n`)
    await asked
    await stop()
    return 0
  } finally {
    forget()
  }
}

const portOf = (values: OptionValues): number => {
  const text = textOption(values, 'port', '8082')
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new UsageInvalid(`--port: "${text}" is no whole number from 0 to 65535`)
}

const serviceUrl = (text: string): string => {
  if (/^https?:\/\/[^\s/]+\/?$/.test(text)) return text.replace(/\/$/, '')
  throw new UsageInvalid(`--service: "${text}" is no address such as http://127.0.0.1:8080`)
}
