import { main } from '../../src/cli/main.ts'

export interface Run { readonly code: number; readonly out: string; readonly err: string }

/** Runs a command line without a process. */
export const runCommand = async (args: readonly string[], { stdin = '', env = {} }: { stdin?: string; env?: Record<string, string> } = {}): Promise<Run> => {
  const out: string[] = []
  const err: string[] = []
  const code = await main(args, {
    out: (text) => { out.push(text) },
    err: (text) => { err.push(text) },
    stdin: async () => stdin,
    env,
    now: () => '2026-01-01T00:00:00Z',
  })
  return { code, out: out.join(''), err: err.join('') }
}
