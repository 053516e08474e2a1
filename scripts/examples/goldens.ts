import { main } from '../../src/cli/main.ts'
import { context, exampleNamed, exampleNames, headerOf } from './example.ts'
import type { Example } from './example.ts'
import type { TextFile } from './text-file.ts'

/** What `render -o json` prints for an example. */
export const goldenText = ({ rendering: { parents } }: Example): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: parents.flatMap(({ children }) => children) }, null, 2)}\n`

export const goldenPath = (name: string): string => `test/goldens/examples/${name}.json`

/** The `simulate` that the comment at the top of an example shows; undefined where it shows none. */
export const simulation = (name: string): string | undefined => /^# npx kaspr-hooks (simulate .*)$/m.exec(headerOf(name))?.[1]

export const runsPath = (name: string): string => `test/goldens/examples/${name}.runs.txt`

/** The table of runs that this simulation prints, and below it what it says at its end. */
export const runsText = async (command: string): Promise<string> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main([...command.split(' '), '-o', 'runs'], {
    out: (text) => { out.push(text) },
    // How far it is by the real clock is another thing on every machine.
    err: (text) => { if (!text.startsWith('simulated ')) err.push(text) },
    stdin: () => Promise.resolve(''),
    env: {},
    now: () => context.now,
  })
  return `${out.join('')}\n${err.join('')}exit code ${code}\n`
}

/** One golden for every example, and one more for every simulation. */
export const goldenFiles = async (): Promise<readonly TextFile[]> => {
  const rendered = exampleNames.map(async (name) => ({ path: goldenPath(name), text: goldenText(await exampleNamed(name)) }))
  const simulated = exampleNames.flatMap((name) => {
    const command = simulation(name)
    return command === undefined ? [] : [runsText(command).then((text) => ({ path: runsPath(name), text }))]
  })
  return Promise.all([...rendered, ...simulated])
}
