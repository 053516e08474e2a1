import { requestFiles } from './examples/requests.ts'
import { writeFolder } from './examples/text-file.ts'

// Writes examples/requests from the quickstart and the nightly backups. A test fails when they are stale.

const changes = await writeFolder('examples/requests', await requestFiles())
process.stdout.write(`${changes.length === 0 ? 'all example requests are up to date' : changes.join('\n')}\n`)
