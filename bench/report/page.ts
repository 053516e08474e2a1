import type { Results } from './summary.ts'
import { costTable, latencyTable, memoryTable, ratioTable, targetTable } from './tables.ts'

/** The figures for a terminal. */
export const figures = (results: Results): string =>
  [costTable(results), ratioTable(results), latencyTable(results), memoryTable(results), targetTable(results), ...missing(results)].join('\n\n')

const missing = (results: Results): readonly string[] => results.missing === undefined ? [] : [`Not measured: ${results.missing}.`]

/** docs/performance.md: the figures with what is needed to judge them. */
export const page = (results: Results): string => {
  const { machine: { date, node, python, processors, model, gibibytes }, sittings, rounds, nodeOptions, memory } = results
  return `# Performance

Measured on ${date} with \`${['npm run bench -- --write', ...nodeOptions.map((option) => `--node-options=${option}`)].join(' ')}\`, which wrote this page.

| Where | |
| --- | --- |
| Machine | ${processors} processors (${model}), ${gibibytes} GiB of memory, shared with other work |
| Runtimes | Node ${node}; ${python} for the stand-in |
| Rounds | ${sittings} × ${rounds}, all contestants in turn; memory over ${memory.requests} requests |

## CPU per sync of a KasprApp

User and system time of the whole server process per request, all threads, logging on.

${costTable(results)}

${ratioTable(results)}

## Latency

${latencyTable(results)}

## Memory

${memoryTable(results)}

## Targets

${targetTable(results)}
${missing(results).map((line) => `\n${line}\n`).join('')}
${method}`
}

const method = `## How it was measured

- A request is the sync of an app at rest: 1, 10 or 50 agents (3 KiB of spec each, most of it Python code), two tables and a
  web view, with status, managedFields, last-applied annotations and owner references in the sizes that an API server gives them.
- *Sync, answered 200*: every request has another \`resourceVersion\` of its parent, so no entity tag fits; components are the
  same as before, as in real life between two changes, and what was rendered from them is remembered.
- *Every component new*: each request brings a change of every component, so nothing is remembered. It goes to a process of
  its own.
- *Sync, answered 304*: the same bytes again, with \`If-None-Match\`.
- (a) parses the same bytes and writes the same document, without a server. (b) is the least a hook can be: \`node:http\`,
  \`JSON.parse\`, an answer of the same size and depth with one field of the request, \`JSON.stringify\`; no router, checks or log.
- (c) renders the same component files in one Python process with marshmallow and PyYAML's own emitter and hashes them, as
  upstream does on every reconcile. That its files equal ours byte for byte is checked before anything is measured.
- Ratios are medians of the ratios of single rounds: a slow moment of the machine hits both sides. All processes are started
  anew several times, because one process may be faster than the next for as long as it lives; every process is warmed up.
- Memory: five callers, a mix of sizes, one request in 27 with new components only; samples behind a forced collection. Slopes
  are of the second half, when everything that is remembered up to a limit is full.

## What this does not say

- (c) is our stand-in, not upstream: it reads no app, builds no StatefulSet and talks to no API server, and hashes with
  SHA-256 instead of Murmur. With one agent upstream has about half as much again to do; with many the components decide.
- The limits in milliseconds are scaled by (c), which stands for the speed of the machine. They know nothing of the size of a
  request: where the bare server alone is above its limit, no hook can be below it.
- One process, one machine, caller and server on the same one. Absolute figures move with the machine; ratios hardly do.
- No TLS and no bearer token. Metacontroller's own work (caches, customize, applying) is not in any figure.
- Components of real apps may be larger: parsing grows with every byte of a request.
`
