import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Assertions, or steps. */
export interface Counts { readonly passed: number; readonly failed: number }

export interface TapRun {
  readonly files: readonly string[]
  /** Further options of tap. */
  readonly options?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** File for everything that tap says. */
  readonly output: string
  readonly say: (line: string) => void
}

/** Runs test files, shows what matters while they run, and counts assertions. What was left out counts as failed. */
export const runTap = async ({ files, options = [], env = process.env, output, say }: TapRun): Promise<Counts> => {
  const child = spawn('tap', ['--reporter=tap', ...options, ...files], { env: { ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const all = createWriteStream(output)
  let summary = ''
  let isShown = false
  for await (const line of createInterface({ input: child.stdout })) {
    all.write(`${line}\n`)
    summary = /^# \{ (.*) \}$/.exec(line)?.[1] ?? summary
    isShown = /^\s*not ok /.test(line) || (isShown && !/^\s*(ok|#|1\.\.)/.test(line))
    if (isShown || isHeadline(line, options)) say(line)
  }
  all.end()
  const [code] = await exit
  return countsOf(summary, code === 0)
}

/** One line a file; where files run one by one, one line a test. */
const isHeadline = (line: string, options: readonly string[]): boolean =>
  options.includes('--jobs=1') ? /^ {0,8}ok .*time=/.test(line) : /^ok /.test(line)

const countsOf = (summary: string, isGood: boolean): Counts => {
  const count = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const passed = count('pass')
  const failed = count('total') - passed
  return { passed, failed: isGood && passed > 0 ? failed : Math.max(failed, 1) }
}
