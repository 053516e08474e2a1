import { isAbsolute } from 'node:path'
import { layoutOf } from './layout.ts'
import { Supervisor } from './supervisor.ts'

// The process behind a control plane. Its standard input is the hand of whoever started it: when that lets go without
// having said `keep`, the control plane goes down.

const watchOwner = (supervisor: Supervisor): void => {
  let isKept = false
  process.stdin.on('data', (data) => { isKept ||= data.toString().includes('keep') })
  for (const event of ['end', 'error'] as const) process.stdin.on(event, () => { if (!isKept) supervisor.end('') })
}

const supervise = async (folder: string): Promise<void> => {
  const supervisor = new Supervisor(layoutOf(folder))
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => { supervisor.end('') })
  watchOwner(supervisor)
  supervisor.start().catch((error: unknown) => { supervisor.end(error instanceof Error ? error.message : String(error)) })
  const reason = await supervisor.ended
  await supervisor.stop()
  if (reason !== '') supervisor.fail(reason)
  process.exit(reason === '' ? 0 : 1)
}

const [folder = ''] = process.argv.slice(2)
if (isAbsolute(folder)) await supervise(folder)
else process.exitCode = 2
