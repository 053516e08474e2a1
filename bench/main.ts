import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './cache-folder.ts'
import { startField } from './contestants/field.ts'
import type { Field } from './contestants/field.ts'
import { measureCpu } from './measure/cpu.ts'
import { measureLatency } from './measure/latency.ts'
import { measureMemory } from './measure/memory.ts'
import { benchOptions, help } from './options.ts'
import type { BenchOptions } from './options.ts'
import { machine } from './report/machine.ts'
import { figures, page } from './report/page.ts'
import { summarize } from './report/summary.ts'
import type { Results } from './report/summary.ts'

const say = (text: string): void => { process.stdout.write(`${text}\n`) }
const note = (text: string): void => { process.stderr.write(`${text}\n`) }

const measure = async (field: Field, options: BenchOptions): Promise<Results> => {
  const { standIn } = field
  if ('missing' in standIn) note(standIn.missing)
  note(`CPU: ${options.rounds} rounds …`)
  const turns = await measureCpu(field, options.rounds)
  note(`Latency: ${options.latencyRequests} requests a size …`)
  const latency = await measureLatency(field, options.latencyRequests)
  await field.stop()
  note(`Memory: ${options.memoryRequests} requests …`)
  return {
    machine: machine('python' in standIn ? standIn.python : 'no Python'),
    rounds: options.rounds,
    sizes: field.cases.map((given) => summarize(given, turns)),
    latency,
    memory: await measureMemory(options.memoryRequests),
    missing: 'missing' in standIn ? standIn.missing : undefined,
  }
}

const run = async (options: BenchOptions): Promise<void> => {
  const results = await measure(await startField(), options)
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
