import { readFileSync } from 'node:fs'
import process from 'node:process'
import { parse } from 'yaml'
import { isObject } from '../src/protocol/json.ts'

// npm run release:check: whether the tag of a release (TAG, vX.Y.Z) says the version of the package and of the chart, and
// the change log has it.

const text = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const field = (from: unknown, name: string): string => isObject(from) ? String(from[name]) : ''

const wanted = (process.env['TAG'] ?? '').replace(/^v/, '')
const [described, chart]: readonly unknown[] = [JSON.parse(text('package.json')), parse(text('charts/kaspr-hooks/Chart.yaml'))]
const said = { 'package.json': field(described, 'version'), 'version of Chart.yaml': field(chart, 'version'), 'appVersion of Chart.yaml': field(chart, 'appVersion') }

const problems = [
  ...Object.entries(said).flatMap(([place, version]) => version === wanted ? [] : [`${place} is ${version}, the tag ${wanted}`]),
  ...(text('CHANGELOG.md').split('\n').some((line) => line.startsWith(`## ${wanted} `) && !line.includes('unreleased')) ? [] : [`CHANGELOG.md has no dated section ${wanted}`]),
]
for (const problem of problems) process.stderr.write(`KH_RELEASE: ${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
