import { exampleNamed, exampleNames } from './example.ts'
import type { Example } from './example.ts'
import type { TextFile } from './text-file.ts'

/** What `render -o json` prints for an example. */
export const goldenText = ({ rendering: { parents } }: Example): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: parents.flatMap(({ children }) => children) }, null, 2)}\n`

export const goldenPath = (name: string): string => `test/goldens/examples/${name}.json`

/** One golden for every example. */
export const goldenFiles = (): Promise<readonly TextFile[]> =>
  Promise.all(exampleNames.map(async (name) => ({ path: goldenPath(name), text: goldenText(await exampleNamed(name)) })))
