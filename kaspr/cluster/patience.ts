import type { Terminal } from '../../src/cli/command.ts'
import { systemClock } from '../../src/kube/system-clock.ts'

/** Does something and says what is going on when it takes more than a second. */
export const patiently = async <Value>(terminal: Terminal, doing: string, work: () => Promise<Value>): Promise<Value> => {
  const hush = systemClock.after(1000, () => { terminal.err(`${doing} …\n`) })
  try {
    return await work()
  } finally {
    hush()
  }
}
