import { goldenFiles } from './examples/goldens.ts'
import { writeFolder } from './examples/text-file.ts'

// Writes what every example becomes to test/goldens/examples. Look at the differences before you commit them.

const changes = await writeFolder('test/goldens/examples', await goldenFiles())
process.stdout.write(`${changes.length === 0 ? 'all goldens of examples are up to date' : changes.join('\n')}\n`)
