import { contestants } from './summary.ts'
import type { ContestantName, Results, SizeSummary } from './summary.ts'
import { table } from './table.ts'
import { targetsOf } from './targets.ts'

const titles: Readonly<Record<ContestantName, string>> = {
  ours: 'sync, answered 200',
  bare: '(b) bare node:http',
  json: '(a) JSON.parse + JSON.stringify',
  'not-modified': 'sync, answered 304',
  cold: 'sync, every component new',
  'stand-in': '(c) marshmallow + PyYAML',
}

const kibibytes = (bytes: number): string => (bytes / 1024).toFixed(0)
const milliseconds = (value: number | undefined): string => value === undefined ? 'not measured' : value.toFixed(value < 10 ? 3 : 1)
const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1)

/** CPU milliseconds, a row per contestant, a column per size: median, and mean in brackets. */
export const costTable = ({ sizes }: Results): string => table(
  ['CPU ms: median (mean)', ...sizes.map(({ agents }) => `${agents} agents`)],
  contestants.map((name) => [titles[name], ...sizes.map(({ costs }) => cell(costs[name]))]),
)

const cell = (cost: SizeSummary['costs'][string] | undefined): string => cost === undefined ? 'not measured' : `${milliseconds(cost.median)} (${milliseconds(cost.mean)})`

export const ratioTable = ({ sizes }: Results): string => table(
  ['Ratio', ...sizes.map(({ agents }) => `${agents} agents`)],
  [
    ['request KiB / answer KiB', ...sizes.map((size) => `${kibibytes(size.requestBytes)} / ${kibibytes(size.answerBytes)}`)],
    ['ours to (b) bare server', ...sizes.map(({ toBare }) => toBare.toFixed(2))],
    ['ours to (a) JSON alone', ...sizes.map(({ toJson }) => toJson.toFixed(2))],
    ['200 to 304', ...sizes.map(({ fullToNotModified }) => fullToNotModified.toFixed(1))],
    ['(c) stand-in to ours', ...sizes.map(({ standInToOurs }) => standInToOurs?.toFixed(0) ?? 'not measured')],
  ],
)

export const latencyTable = ({ latency }: Results): string => table(
  ['Latency at 5 connections', 'agents', 'requests', 'p50 ms', 'p99 ms'],
  latency.map(({ contestant, agents, requests, p50, p99 }) => [contestant, String(agents), String(requests), p50.toFixed(2), p99.toFixed(2)]),
)

export const memoryTable = ({ memory: { samples, requests, heapSlope, rssSlope, most } }: Results): string => table(
  ['Memory', 'MiB'],
  [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
      const sample = samples[Math.round((samples.length - 1) * share)]
      return sample === undefined ? [] : [[`after ${sample.requests} requests: heap / resident`, `${mebibytes(sample.heapUsed)} / ${mebibytes(sample.rss)}`]]
    }),
    ['growth per 1,000 requests, second half: heap / resident', `${mebibytes(heapSlope)} / ${mebibytes(rssSlope)}`],
    [`most ever resident in ${requests} requests`, mebibytes(most)],
  ],
)

export const targetTable = (results: Results): string => table(
  ['Target', 'wanted', 'measured', 'met'],
  targetsOf(results).map(({ what, wanted, measured, met }) => [what, wanted, measured, met === undefined ? 'unknown' : met ? 'yes' : 'no']),
)
