import process from 'node:process'
import { UsageInvalid } from '../protocol/errors.ts'
import { startPlayground } from '../playground/start.ts'
import type { PlaygroundOptions } from '../playground/playground.ts'
import { buildLog } from '../server/log.ts'
import { textOption } from './command.ts'
import type { Command, OptionValues, Terminal } from './command.ts'
import { playgroundSetup } from './playground-setup.ts'
import type { RunningBoth } from './playground-studio.ts'
import { hookSettings } from './serve-options.ts'
import { termination } from './termination.ts'
import type { Termination } from './termination.ts'

const help = `
Usage: kaspr-hooks playground [options]

Opens a web page on a cluster in memory: examples that run, what every hook was asked and answered, an editor, faults and
a clock. Nothing outside of this process is read or changed. Ends with SIGTERM or SIGINT.

  --port PORT      port of the page (8082); 0 takes any
  --studio-port PORT  port of the Studio on the same cluster (8083); 0 takes any
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
  options: { port: { type: 'string' }, 'studio-port': { type: 'string' }, host: { type: 'string' }, service: { type: 'string' } },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`playground takes no arguments, got ${positionals.join(' ')}`)
    const host = textOption(values, 'host', '127.0.0.1')
    const [port, studioPort] = [portOf(values, 'port', '8082'), portOf(values, 'studio-port', '8083')]
    const url = serviceUrl(textOption(values, 'service', 'http://127.0.0.1:8080'))
    const setup = await playgroundSetup(hookSettings(terminal.env), { url })
    return playgroundUntil(termination(process), { ...setup, host, port, studioPort }, terminal)
  },
}

export interface PlaygroundRun extends PlaygroundOptions {
  readonly host: string
  readonly port: number
  /** Without it there is no Studio. */
  readonly studioPort?: number
}

/** Shows the page until told to stop. Exit code 0. Throws ListenFailed. */
export const playgroundUntil = async ({ asked, forget }: Termination, run: PlaygroundRun, { out, err }: Terminal): Promise<number> => {
  try {
    err('Building the cluster and applying the examples …\n')
    const { url, stop, studioUrl } = await started(run, err)
    out(`The playground is at ${url}\n${studioUrl === undefined ? '' : `The Studio is at ${studioUrl}\n`}`)
    await asked
    await stop()
    return 0
  } finally {
    forget()
  }
}

/** The log of the Studio holds little but who did what, which its page shows. */
const started = async ({ studioPort, ...run }: PlaygroundRun, err: Terminal['err']): Promise<Pick<RunningBoth, 'url' | 'stop'> & Partial<RunningBoth>> => {
  if (studioPort === undefined) return startPlayground(run)
  const { startWithStudio } = await import('./playground-studio.ts')
  return startWithStudio({ ...run, studioPort, log: buildLog('warn', { write: err }) })
}

const portOf = (values: OptionValues, name: string, absent: string): number => {
  const text = textOption(values, name, absent)
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new UsageInvalid(`--${name}: "${text}" is no whole number from 0 to 65535`)
}

const serviceUrl = (text: string): string => {
  if (/^https?:\/\/[^\s/]+\/?$/.test(text)) return text.replace(/\/$/, '')
  throw new UsageInvalid(`--service: "${text}" is no address such as http://127.0.0.1:8080`)
}
