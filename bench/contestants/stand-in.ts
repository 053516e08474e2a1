import { execFile, spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseJsonText } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { cacheFolder } from '../cache-folder.ts'
import { BenchFailed } from '../failure.ts'

const folder = fileURLToPath(new URL('../upstream-stand-in/', import.meta.url))
const run = promisify(execFile)

/** What one turn of the renderer says. */
export interface Rendered {
  /** CPU seconds of the process. */
  readonly seconds: number
  /** SHA-256 over all files, in order. */
  readonly digest: string
  /** Characters of all files. */
  readonly characters: number
}

/** The renderer made of PyPI packages, in a process of its own. */
export interface StandIn {
  readonly python: string
  readonly load: (name: string, components: readonly object[]) => Promise<void>
  readonly render: (name: string, times: number) => Promise<Rendered>
  readonly stop: () => Promise<void>
}

/** Why there is no renderer to compare with. */
export interface Missing { readonly missing: string }

/** Starts the renderer in an environment with the pinned packages, which is made once and kept outside the checkout. */
export const startStandIn = async (): Promise<StandIn | Missing> => {
  try {
    const interpreter = await environment()
    const { stdout } = await run(interpreter, ['--version'])
    return talking(spawn(interpreter, [join(folder, 'render.py')], { stdio: ['pipe', 'pipe', 'inherit'] }), stdout.trim())
  } catch (cause) {
    return { missing: `no stand-in for upstream: ${cause instanceof Error ? cause.message.split('\n', 1)[0] ?? '' : String(cause)}` }
  }
}

const environment = async (): Promise<string> => {
  const requirements = join(folder, 'requirements.txt')
  const place = join(cacheFolder(), `bench-${createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)}`)
  const interpreter = join(place, 'bin', 'python')
  if (existsSync(join(place, 'complete'))) return interpreter
  await rm(place, { recursive: true, force: true })
  await mkdir(cacheFolder(), { recursive: true })
  await run('python3', ['-m', 'venv', place])
  await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements])
  await mkdir(join(place, 'complete'))
  return interpreter
}

const talking = (child: ChildProcessByStdio<Writable, Readable, null>, python: string): StandIn => {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (question: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value: line, done } = await lines.next()
    if (done === true) throw new BenchFailed('the stand-in for upstream ended')
    return parseJsonText(line)
  }
  return {
    python,
    load: async (name, components) => { await ask({ load: name, components }) },
    render: async (name, times) => trusted<Rendered>(await ask({ render: name, times })),
    stop: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}
