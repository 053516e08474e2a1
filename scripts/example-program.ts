import { readFileSync, writeFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import { withRevision } from './examples/program-revision.ts'

// node scripts/example-program.ts: writes the HookRevision at the end of examples/studio/greeting.yaml anew from program.ts.

const path = (name: string): URL => new URL(`../examples/studio/${name}`, import.meta.url)
const manifest = readFileSync(path('greeting.yaml'), 'utf8')
const written = withRevision(manifest, readFileSync(path('program.ts'), 'utf8'))
writeFileSync(path('greeting.yaml'), written)
process.stdout.write(`${written === manifest ? 'unchanged' : 'changed'} examples/studio/greeting.yaml, ${parseAllDocuments(written).length} documents\n`)
