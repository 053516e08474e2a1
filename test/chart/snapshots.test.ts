import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { snapshotFolder, snapshots } from './snapshots.ts'

const root = new URL('../../', import.meta.url)

t.test('helm template prints what is kept, for every set of values: npm run chart:goldens writes it anew', async (t) => {
  const files = snapshots()
  t.strictSame(readdirSync(new URL(snapshotFolder, root)).toSorted(), files.map(({ path }) => path.slice(snapshotFolder.length + 1)).toSorted())
  for (const { path, text } of files) t.equal(text, readFileSync(new URL(path, root), 'utf8'), path)
})
