import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = new URL('..', import.meta.url).pathname
const titles = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/t\.test\(['`"](S\d+): /g)].map(([, id = '']) => id))

t.test('every scenario of the lifecycle is a test with its name, once', async (t) => {
  const wanted = Array.from({ length: 60 }, (_, index) => `S${index + 1}`)
  t.same(titles.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))), wanted)
})
