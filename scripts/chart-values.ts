import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readmeText, schemaText } from './chart-values/documents.ts'
import { valuesOf } from './chart-values/values.ts'

// Writes what follows from charts/kaspr-hooks/values.yaml: values.schema.json and the table in README.md. With --check it
// writes nothing and ends with 1 when something would change.

const chart = (name: string): string => fileURLToPath(new URL(`../charts/kaspr-hooks/${name}`, import.meta.url))
const read = (name: string): string => readFileSync(chart(name), 'utf8')

const values = valuesOf(read('values.yaml'))
const wanted = { 'values.schema.json': schemaText(values), 'README.md': readmeText(read('README.md'), values) }
const stale = Object.entries(wanted).filter(([name, text]) => read(name) !== text)

for (const [name, text] of stale) {
  process.stdout.write(`${process.argv.includes('--check') ? 'stale' : 'changed'} charts/kaspr-hooks/${name}\n`)
  if (!process.argv.includes('--check')) writeFileSync(chart(name), text)
}
process.exitCode = process.argv.includes('--check') && stale.length > 0 ? 1 : 0
