// Run with `node test/goldens/write-pod-templates.ts` when a release is made, after its change log names what rolls.
import { writeFileSync } from 'node:fs'
import { podTemplates } from './pod-templates.ts'

writeFileSync(new URL('./pod-templates.json', import.meta.url), `${JSON.stringify(podTemplates(), null, 2)}\n`)
