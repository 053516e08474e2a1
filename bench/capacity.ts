import { capacityOptions, help } from './capacity/options.ts'
import { measureCapacity } from './capacity/run.ts'

// What one replica takes: node bench/capacity.ts --help.

const rounded = (_key: string, value: unknown): unknown => typeof value === 'number' ? Math.round(value * 1000) / 1000 : value

const options = capacityOptions(process.argv.slice(2))
if (options === undefined) process.stdout.write(help)
else process.stdout.write(`${JSON.stringify({ ...options, ...await measureCapacity(options) }, rounded)}\n`)
