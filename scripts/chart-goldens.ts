import { snapshotFolder, snapshots } from '../test/chart/snapshots.ts'
import { writeFolder } from './examples/text-file.ts'

// Writes what the chart becomes to test/goldens/chart. Look at the differences before you commit them.

const changes = await writeFolder(snapshotFolder, snapshots())
process.stdout.write(`${changes.length === 0 ? 'all goldens of the chart are up to date' : changes.join('\n')}\n`)
