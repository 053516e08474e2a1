import { execFile } from 'node:child_process'
import t from 'tap'
import { findingText, findings } from '../../bench/soak/verdict.ts'
import type { Measure, Sample } from '../../bench/soak/verdict.ts'

const mebibyte = 1024 * 1024

/** Noise between -1 and 1 that is the same in every run. */
const noise = (index: number, seed: number): number => {
  const wave = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453
  return 2 * (wave - Math.floor(wave)) - 1
}

interface Course { readonly leak?: Partial<Readonly<Record<Measure, number>>>; readonly seed?: number; readonly warmUp?: number }

/** Twenty minutes of a service: it fills its memories, makes noise, and leaks so much a minute. */
const course = ({ leak = {}, seed = 0, warmUp = 0 }: Course): readonly Sample[] => Array.from({ length: 240 }, (_, index) => {
  const minutes = (index + 1) / 12
  const filled = warmUp * Math.min(1, minutes / 8)
  const at = (measure: Measure, level: number, swing: number): number => level + filled * level + (leak[measure] ?? 0) * minutes + swing * noise(index, seed + level)
  return { minutes, rss: at('rss', 200 * mebibyte, 15 * mebibyte), heap: at('heap', 40 * mebibyte, 3 * mebibyte), handles: at('handles', 20, 8), descriptors: at('descriptors', 40, 8) }
})

const rising = (samples: readonly Sample[]): readonly Measure[] => findings(samples).filter(({ isRising }) => isRising).map(({ measure }) => measure)

t.test('flat noise passes, whatever it looks like', async (t) => {
  for (let seed = 0; seed < 100; seed += 1) t.strictSame(rising(course({ seed })), [])
})

t.test('memories that fill up in the first half are no leak', async (t) => {
  t.strictSame(rising(course({ warmUp: 0.5 })), [])
})

t.test('a leak is found under the noise, each in its own measure', async (t) => {
  const leaks = { rss: 2 * mebibyte, heap: 0.5 * mebibyte, handles: 1, descriptors: 1 }
  for (const measure of ['rss', 'heap', 'handles', 'descriptors'] as const) {
    for (let seed = 0; seed < 20; seed += 1) t.strictSame(rising(course({ leak: { [measure]: leaks[measure] }, seed })), [measure])
  }
})

t.test('what falls does not rise, and too few samples are no proof', async (t) => {
  t.strictSame(rising(course({ leak: { heap: -mebibyte } })), [])
  t.strictSame(rising(course({}).slice(0, 3)), ['rss', 'heap', 'handles', 'descriptors'])
  t.strictSame(rising([]), ['rss', 'heap', 'handles', 'descriptors'])
})

t.test('the verdict is a plain line', async (t) => {
  const [rss] = findings(course({ leak: { rss: 2 * mebibyte } }))
  t.match(rss === undefined ? '' : findingText(rss), /^rss: 2\d\d\.\d MiB, line rises by \d\d\.\d MiB over the second half, at most 1\d\.\d MiB: RISING$/)
})

/** Exit code and output of a run. */
const run = (...options: readonly string[]): Promise<{ readonly code: unknown; readonly out: string }> => new Promise((resolve) => {
  execFile(process.execPath, ['bench/soak.ts', ...options], (error, out) => { resolve({ code: error === null ? 0 : error.code, out }) })
})

t.test('a run against a real service: every call is answered as it should be, and the exit code says what the verdict says', { timeout: 300_000 }, async (t) => {
  const { code, out } = await run('--minutes', '0.1', '--samples', '6', '--rate', '20')
  t.match(out, /calls in 0\.1 minutes, 0 with a wrong answer\nrss: .*\nheap: .*\nhandles: .*\ndescriptors: .*\n(?:FLAT|FAILED): .*\n$/)
  t.equal(code, out.includes('FLAT') ? 0 : 1)
  const short = await run('--minutes', '0.02', '--samples', '2')
  t.match(short.out, /\nFAILED: /, 'two samples prove nothing')
  t.equal(short.code, 1)
  t.equal((await run('--minutes', 'x')).code, 2)
})
