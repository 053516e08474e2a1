import t from 'tap'
import { deviation, mean, noStatistics, percentile, prediction, readStatistics, record, sampleSizeOf, statisticsTexts } from '../../../../hooks/oaat/oaatgroup/runtime-statistics.ts'
import type { RuntimeStatistics } from '../../../../hooks/oaat/oaatgroup/runtime-statistics.ts'

const finishedAt = Date.UTC(2026, 10, 21, 10)
const recording = { uid: '0f6f0b0e-6a1d-4f5c-9a53-6f1b6f0c9d11', item: 'item1', sampleSize: 100 }

const after = (runs: readonly number[], given = recording): RuntimeStatistics =>
  runs.reduce((statistics, seconds) => record(statistics, { seconds, finishedAt }, given), noStatistics)

const countTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)
const rounded = (number: number | undefined): string | undefined => number?.toPrecision(7)

t.test('mean, deviation, percentiles and predictions', async (t) => {
  const rows: readonly (readonly [runs: number[], mean: number, sd: number | undefined, p50: number, p90: number, usual: number, wide: number])[] = [
    [[100], 100, undefined, 100, 100, 100, 100],
    [[80, 90, 100, 110, 120, 150], 108.3333, 22.66912, 110, 150, 150, 153.6716],
    [[10, 20, 30], 20, 8.164966, 20, 30, 32.24745, 36.32993],
    [[10, 10, 10, 10, 200], 48, 76, 10, 200, 200, 200],
    [[120, 115, 130, 125, 140, 110, 135], 125, 10, 125, 140, 140, 145],
    [[45, 50, 43, 52, 48], 47.6, 3.261901, 48, 52, 52.49285, 54.1238],
    [[10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 55, 28.72281, 60, 100, 100, 112.4456],
  ]
  for (const [runs, ...expected] of rows) {
    const statistics = after(runs)
    const found = [mean(statistics), deviation(statistics), percentile(statistics, 0.5), percentile(statistics, 0.9), prediction(statistics), prediction(statistics, 2)]
    found.forEach((value, index) => t.ok(Math.abs((value ?? -1) - (expected[index] ?? -1)) < 0.00006, `${runs} #${index}: ${value}`))
  }
})

t.test('nothing is known before the first run', async (t) => {
  t.strictSame([mean(noStatistics), deviation(noStatistics), percentile(noStatistics, 0.5), prediction(noStatistics)], [undefined, undefined, undefined, undefined])
  t.strictSame([percentile(after([1, 2]), -0.1), percentile(after([1, 2]), 1.1), percentile(after([1, 2]), 0), percentile(after([1, 2]), 1)], [undefined, undefined, 1, 2])
})

t.test('a run that took no time is not counted', async (t) => {
  for (const seconds of [0, -1, NaN, Infinity]) t.equal(record(noStatistics, { seconds, finishedAt }, recording), noStatistics)
})

t.test('statistics are texts in the status, and read from there again', async (t) => {
  const texts = statisticsTexts(after([20, 10.5]))
  t.strictSame(texts, {
    runtime_count: '2', runtime_total: '30.5', runtime_sum_squares: '510.25', runtime_min: '10.5', runtime_max: '20',
    runtime_sample: '[10.5,20]', runtime_last_updated: '2026-11-21T10:00:00+00:00',
  })
  t.strictSame(readStatistics(texts), { statistics: after([20, 10.5]), unreadable: false })
  t.equal(statisticsTexts(noStatistics)['runtime_min'], '0', 'the least of nothing')
  t.strictSame(readStatistics(statisticsTexts(noStatistics)), { statistics: noStatistics, unreadable: false })
})

t.test('numbers are as good as texts, and samples need no order', async (t) => {
  const entry = { runtime_count: 2, runtime_total: '30.0', runtime_sum_squares: '500.0', runtime_min: 10, runtime_max: '20.0', runtime_sample: '[20.0, 10.0]' }
  t.match(readStatistics(entry), { unreadable: false, statistics: { count: 2, total: 30, min: 10, max: 20, sample: [10, 20] } })
  for (const nothing of [undefined, null, 'text', {}]) t.strictSame(readStatistics(nothing), { statistics: noStatistics, unreadable: false })
})

t.test('bad data of an item leaves it without statistics', async (t) => {
  const good = statisticsTexts(after([10, 20]))
  const bad = [
    { runtime_count: 'two' }, { runtime_total: 'NaN' }, { runtime_sum_squares: {} }, { runtime_min: '-1' }, { runtime_max: 'Infinity' }, { runtime_count: ' ' },
    { runtime_sample: '[10,' }, { runtime_sample: '{}' }, { runtime_sample: '["10"]' }, { runtime_sample: '[-1]' }, { runtime_sample: '[1e999]' }, { runtime_sample: 7 },
  ]
  for (const change of bad) t.strictSame(readStatistics({ ...good, ...change }), { statistics: noStatistics, unreadable: true }, JSON.stringify(change))
  t.equal(readStatistics({ ...good, runtime_last_updated: 'yesterday' }).statistics.lastUpdated, undefined, 'a bad date costs only the date')
})

t.test('a sample is full at its size; from there every run has the same chance to be in it', async (t) => {
  const full = after(countTo(100))
  t.strictSame(full.sample, countTo(100))
  const kept = record(full, { seconds: 500, finishedAt }, recording)
  t.strictSame(kept.sample, [...countTo(100).filter((value) => value !== 72), 500], 'count 101 is kept and takes slot 71')
  const again = record(kept, { seconds: 600, finishedAt }, recording)
  t.strictSame([again.sample.includes(14), again.sample.at(-1)], [false, 600], 'count 102 takes slot 13')
  const left = record({ ...kept, count: 999 }, { seconds: 700, finishedAt }, recording)
  t.strictSame([left.sample, left.count, left.max], [kept.sample, 1000, 700], 'count 1000 is not kept, but counted')
})

t.test('the reservoir is uniform over all runs', async (t) => {
  const quarters = [0, 0, 0, 0]
  for (const group of countTo(80)) {
    const { sample } = after(countTo(400), { ...recording, uid: `group-${group}`, sampleSize: 25 })
    for (const run of sample) quarters[Math.floor((run - 1) / 100)] = (quarters[Math.floor((run - 1) / 100)] ?? 0) + 1
  }
  // 2,000 values, 500 expected in a quarter with a deviation of about 19.
  for (const [index, count] of quarters.entries()) t.ok(Math.abs(count - 500) < 80, `quarter ${index}: ${count}`)
})

t.test('an over-long sample is cut evenly, so predictions stay where they were', async (t) => {
  const runs = countTo(1000)
  const entry = { ...statisticsTexts(after([1])), runtime_count: '1000', runtime_sample: JSON.stringify(runs) }
  for (const size of [100, 25, 5]) {
    const { sample } = readStatistics(entry, size).statistics
    t.equal(sample.length, size)
    t.equal(sample.reduce((sum, value) => sum + value, 0) / size, 501, `the middle of ${size}`)
    t.equal(new Set(sample).size, size)
  }
  t.strictSame(readStatistics(entry, 5).statistics.sample, [101, 301, 501, 701, 901])
  t.equal(record(after(countTo(100)), { seconds: 7, finishedAt }, { ...recording, sampleSize: 25 }).sample.length, 25, 'also when a group grew')
})

t.test('large groups keep smaller samples', async (t) => {
  t.strictSame([1, 300, 301, 600, 601, 1000].map(sampleSizeOf), [100, 100, 25, 25, 5, 5])
  t.equal(rounded(prediction(after([10, 20, 30]))), '32.24745')
})
