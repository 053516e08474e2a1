import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './cache-folder.ts'
import { startField } from './contestants/field.ts'
import type { Case, Field } from './contestants/field.ts'
import { measureCpu } from './measure/cpu.ts'
import type { Turn } from './measure/cpu.ts'
import { measureLatency } from './measure/latency.ts'
import type { Latency } from './measure/latency.ts'
import { measureMemory } from './measure/memory.ts'
import { benchOptions, help } from './options.ts'
import type { BenchOptions } from './options.ts'
import { machine } from './report/machine.ts'
import { figures, page } from './report/page.ts'
import { summarize } from './report/summary.ts'
import type { Results } from './report/summary.ts'

const say = (text: string): void => { process.stdout.write(`${text}\n`) }
const note = (text: string): void => { process.stderr.write(`${text}\n`) }

/** What the processes of one start gave. */
interface Sitting {
  readonly cases: readonly Case[]
  readonly standIn: Field['standIn']
  readonly turns: readonly Turn[]
  readonly latency: readonly Latency[]
}

const sit = async ({ rounds, latencyRequests, nodeOptions }: BenchOptions, isLast: boolean): Promise<Sitting> => {
  const field = await startField(nodeOptions)
  try {
    const turns = await measureCpu(field, rounds)
    return { cases: field.cases, standIn: field.standIn, turns, latency: isLast ? await measureLatency(field, latencyRequests) : [] }
  } finally {
    await field.stop()
  }
}

const sitAll = async (options: BenchOptions): Promise<readonly Sitting[]> => {
  const all: Sitting[] = []
  for (let count = 1; count <= options.sittings; count += 1) {
    note(`CPU: sitting ${count} of ${options.sittings}`)
    all.push(await sit(options, count === options.sittings))
  }
  return all
}

const measure = async (options: BenchOptions): Promise<Results> => {
  const all = await sitAll(options)
  const { cases = [], standIn = { missing: 'nothing was measured' }, latency = [] } = all.at(-1) ?? {}
  const turns = all.flatMap((sitting) => sitting.turns)
  note(`Memory: ${options.memoryRequests} requests`)
  const { sittings, rounds, nodeOptions } = options
  return {
    machine: machine('python' in standIn ? standIn.python : 'no Python'),
    sittings, rounds, nodeOptions,
    sizes: cases.map((given) => summarize(given, turns)),
    latency,
    memory: await measureMemory(options.memoryRequests, nodeOptions),
    missing: 'missing' in standIn ? standIn.missing : undefined,
  }
}

const run = async (options: BenchOptions): Promise<void> => {
  const results = await measure(options)
  say(figures(results))
  const json = options.json ?? join(cacheFolder(), 'bench.json')
  await mkdir(dirname(json), { recursive: true })
  await writeFile(json, `${JSON.stringify(results, null, 2)}\n`)
  note(`Figures: ${json}`)
  if (options.write) await writeFile(fileURLToPath(new URL('../docs/performance.md', import.meta.url)), page(results))
}

const options = benchOptions(process.argv.slice(2))
if (options === undefined) say(help)
else await run(options)
