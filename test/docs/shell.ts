import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { scratchFolder } from '../fixtures/scratch-folder.ts'
import type { Block, Page } from './page.ts'

export const commandPages: readonly string[] = ['getting-started', 'concepts', 'debug-with-curl', 'kaspr', 'security-model', 'upgrade-and-compatibility'].map((name) => `docs/${name}.md`)

/** What may follow `sh` in a block's first line, as docs/README.md says. */
export const marks: readonly string[] = ['', 'cluster', 'elsewhere']

export interface Ran { readonly status: number; readonly out: string; readonly err: string }

const root = resolve(import.meta.dirname, '../..')

/** `npx kaspr-hooks` as it is in a checkout, without npm's second of thinking. */
const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' --no-warnings '${root}/bin/kaspr-hooks.js' "$@"\n`

/** A folder in which the blocks of a page are run one after the other: the examples and the chart are there. */
export const openShell = (name: string, env: Readonly<Record<string, string>> = {}): ((text: string) => Promise<Ran>) => {
  const folder = scratchFolder(`docs-${name}`)
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), npx)
  chmodSync(join(bin, 'npx'), 0o755)
  for (const below of ['examples', 'charts', 'crds']) symlinkSync(join(root, below), join(folder, below))
  const path = [bin, env['PATH'] ?? process.env['PATH']].join(delimiter)
  const options = { cwd: folder, timeout: 240_000, maxBuffer: 64 * 1024 * 1024, env: { HOME: folder, ...env, PATH: path } }
  return (text) => new Promise((resolve) => {
    // A shell whose input is a socket would take itself for a remote one and read its start-up files.
    execFile('bash', ['--norc', '-euo', 'pipefail', '-c', text], options, (error, out, err) => { resolve({ status: error === null ? 0 : Number(error.code ?? 1), out, err }) })
  })
}

/** A block that is run, and what the page says that it prints. */
export interface Step { readonly block: Block; readonly says: string | undefined }

export const stepsOf = ({ blocks }: Page, mark: string): readonly Step[] => blocks.flatMap((block, index) => {
  const next = blocks[index + 1]
  return block.language === 'sh' && block.mark === mark ? [{ block, says: next !== undefined && ['text', 'json'].includes(next.language) ? next.text : undefined }] : []
})

const plain = (line: string): string => line.trim().replaceAll(/\s+/g, ' ').replace(/ \d+[smh]$/, ' <age>')

/** Lines that a page promises and that were not printed, in this order. */
export const unsaid = (says: string, out: string): readonly string[] => {
  const printed = out.split('\n').map(plain)
  let from = 0
  return says.trimEnd().split('\n').filter((line) => {
    const at = printed.indexOf(plain(line), from)
    if (at >= 0) from = at + 1
    return at < 0
  })
}
