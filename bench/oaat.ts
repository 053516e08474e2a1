import { oaatGroup } from '../hooks/oaat/oaatgroup/controller.ts'
import { readItem } from '../hooks/oaat/oaatgroup/item-record.ts'
import { candidates, choose } from '../hooks/oaat/oaatgroup/selection.ts'
import type { Rules } from '../hooks/oaat/oaatgroup/selection.ts'
import { invoke } from '../src/guard/invoke.ts'
import type { JsonObject } from '../src/protocol/json.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { median } from './statistics.ts'

// CPU milliseconds of one sync of a group with many items, and of the choice within it: node bench/oaat.ts [ITEMS] [ROUNDS].
// Contestants take turns in every round; the figure is the median. One line of JSON.

const [count = 1000, rounds = 40] = process.argv.slice(2).map(Number)
const now = Date.UTC(2026, 10, 21, 10)
const hour = 3_600_000
const uid = '0f6f0b0e-6a1d-4f5c-9a53-6f1b6f0c9d11'
const text = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`

/** The record of an item that has run many times; every seventh failed last. */
const recordOf = (index: number): JsonObject => ({
  podphase: 'Succeeded', last_started: text(now - 5 * hour - index * 1000), last_success: text(now - 4 * hour - index * 1000), last_failure: text(now - 90 * hour - index * 1000),
  failure_count: index % 7 === 0 ? '2' : '0', runtime_count: '412', runtime_total: '123456', runtime_sum_squares: '123456789', runtime_min: '60', runtime_max: '361',
  runtime_sample: '[61,120,180,240,360]', runtime_last_updated: text(now - 4 * hour - index * 1000), predicted_runtime_seconds: '360',
})

const names = Array.from({ length: count }, (_, index) => `database-${index}`)
const items = Object.fromEntries(names.map((name, index) => [name, recordOf(index)]))

const container = { name: 'backup', image: 'backup:3', command: ['backup', '%%oaat_item%%'] }
const requestOf = (spec: JsonObject): JsonObject => ({
  controller: {},
  parent: {
    apiVersion: 'kawaja.net/v1', kind: 'OaatGroup',
    metadata: { name: 'nightly', namespace: 'bench', uid, generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { oaatType: 'backup', oaatItems: names, ...spec },
    status: { items, sequence: 4711 },
  },
  children: { 'Pod.v1': {} },
  related: { 'OaatType.kawaja.net/v1': { 'bench/backup': { apiVersion: 'kawaja.net/v1', kind: 'OaatType', metadata: { name: 'backup', namespace: 'bench' }, spec: { type: 'pod', podspec: { container } } } } },
  finalizing: false,
})

const sync = (spec: JsonObject): (() => number) => {
  const body = JSON.stringify(requestOf(spec))
  return () => measured(() => trusted<JsonObject>(JSON.parse(body)), (request) => invoke(oaatGroup, 'sync', { request, context: { now: new Date(now).toISOString(), settings: {} } }))
}

const rules: Rules = { frequency: hour, coolOff: () => undefined, once: false }
const records = names.map((name) => readItem(name, items[name]))
const body = JSON.stringify(requestOf({ frequency: '1h' }))
const noon = { blackoutPeriods: [{ schedule: '0 12 * * *', duration: '1h', timezone: 'Europe/Berlin' }, { schedule: '0 3 * * 0', duration: '9h' }] }

const contestants: Readonly<Record<string, () => number>> = {
  'sync, nothing due': sync({ frequency: '1d' }),
  'sync, all due': sync({ frequency: '1h' }),
  'sync, all due, windows': sync({ frequency: '1h', ...noon }),
  choice: () => measured(() => records, (given) => choose(candidates(given, rules, now), { uid, sequence: 4712, selection: 'code' })),
  'JSON.parse and JSON.stringify': () => measured(() => body, (given) => JSON.stringify(JSON.parse(given))),
}

/** Calls in one turn: one alone is too short for the clock. */
const calls = 5

/** CPU milliseconds of one call. Preparing does not count. */
const measured = <Given>(prepare: () => Given, call: (given: Given) => unknown): number => {
  const given = Array.from({ length: calls }, prepare)
  const before = process.cpuUsage()
  given.forEach(call)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / calls
}

const figures: Record<string, number[]> = {}
for (let round = -10; round < rounds; round += 1) {
  for (const [name, turn] of Object.entries(contestants)) {
    const milliseconds = turn()
    if (round >= 0) (figures[name] ??= []).push(milliseconds)
  }
}
process.stdout.write(`${JSON.stringify({ items: count, rounds, requestKiB: Math.round(body.length / 1024), cpuMilliseconds: Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, Number(median(values).toFixed(3))])) })}\n`)
