import t from 'tap'
import { archiveBytes } from '../../../../../hooks/kaspr/kasprapp/packages/archive-size.ts'

t.test('a number with a known suffix is a count of bytes', async (t) => {
  const sizes: [string, number][] = [
    ['1Gi', 1073741824],
    ['512Mi', 536870912],
    ['1Ki', 1024],
    ['2Ti', 2 * 1024 ** 4],
    ['1k', 1000],
    ['1m', 1000000],
    ['3g', 3000000000],
    ['1t', 1000000000000],
    ['1048576', 1048576],
    ['0', 0],
    ['1.5Gi', 1610612736],
    ['.5Ki', 512],
    ['0.3Ki', 307],
    ['1.9', 1],
  ]
  for (const [text, bytes] of sizes) t.equal(archiveBytes(text), bytes, text)
})

t.test('anything else is unreadable', async (t) => {
  const texts = ['', 'Gi', '1G', '1M', '1T', '1Pi', '1K', '1gi', '1KI', '-1', '+1', '1e3', '1 Gi', ' 1Gi', '1Gi\n', '1.', '.', '1,5Gi', '0x10', 'NaN', '1__proto__']
  for (const text of texts) t.equal(archiveBytes(text), undefined, JSON.stringify(text))
})

t.test('a size that cannot be counted exactly is unreadable', async (t) => {
  t.equal(archiveBytes('9007199254740991'), Number.MAX_SAFE_INTEGER)
  t.equal(archiveBytes('9007199254740992'), undefined)
  t.equal(archiveBytes('9'.repeat(400)), undefined)
})
