import { text } from 'node:stream/consumers'
import { controllers } from '../../hooks/index.ts'
import { invoke } from '../../src/guard/invoke.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Sample } from './bench.ts'
import { textOf } from './bench.ts'

// Reads samples, one a line, and writes the hash of the answer that this process gives to each. Lines end at line feeds
// alone: node:readline would also cut at U+2028, which JSON leaves as it is.
for (const line of (await text(process.stdin)).split('\n').filter((given) => given !== '')) {
  const { controller: name, request, context } = trusted<Sample>(JSON.parse(line))
  const controller = controllers.find((one) => one.name === name)
  if (controller !== undefined) process.stdout.write(`${sha256Hex(textOf(invoke(controller, 'sync', { request: parseJsonText(request), context })))}\n`)
}
