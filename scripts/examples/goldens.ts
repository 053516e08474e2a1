import { controllers } from '../../hooks/index.ts'
import { main } from '../../src/cli/main.ts'
import { lastApplied } from '../../src/kit/last-applied.ts'
import { isKind, resourcesOf } from '../../src/kit/resources.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { context, exampleNamed, exampleNames, headerOf, settingsOf } from './example.ts'
import type { Example } from './example.ts'
import type { TextFile } from './text-file.ts'

/** What `render -o json` prints for an example. */
export const goldenText = ({ rendering: { parents } }: Example): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: parents.flatMap(({ children }) => children) }, null, 2)}\n`

export const goldenPath = (name: string): string => `test/goldens/examples/${name}.json`

/** The `simulate` that the comment at the top of an example shows; undefined where it shows none. */
export const simulation = (name: string): string | undefined => /^# npx kaspr-hooks (simulate .*)$/m.exec(headerOf(name))?.[1]

/** Whether that is a way to rest, and not a day of runs. */
export const becomesReady = (command: string): boolean => command.endsWith(' --until Ready')

export const runsPath = (name: string): string => `test/goldens/examples/${name}.runs.txt`
export const readyPath = (name: string): string => `test/goldens/examples/${name}.ready.json`

/** The table of runs that this simulation prints, and below it what it says at its end. */
export const runsText = async (name: string, command: string): Promise<string> => {
  const { code, out, err } = await ran(name, `${command} -o runs`)
  return `${out}\n${err}exit code ${code}\n`
}

/** What stands when this simulation is done: parents with their conditions, and everything else as it was applied. */
export const readyText = async (name: string, command: string): Promise<string> => {
  const { code, out, err } = await ran(name, `${command} -o json`)
  const { objects }: { readonly objects: readonly Stored[] } = JSON.parse(out)
  return `${JSON.stringify({ code, end: err.split(' ')[0], objects: objects.flatMap(shown) }, null, 2)}\n`
}

interface Stored extends KubernetesObject { readonly status?: object }

/** What a controller of the cluster made is nobody's wish. */
const shown = (object: Stored): readonly object[] => {
  const { apiVersion, kind, metadata: { name, namespace }, status } = object
  const applied = lastApplied(object)
  if (applied !== undefined) return [applied]
  return status !== undefined && isServed(object) ? [{ apiVersion, kind, metadata: { name, namespace }, status }] : []
}

const isServed = (object: KubernetesObject): boolean => resourcesOf(controllers).some((resource) => isKind(resource, object))

interface Ran { readonly code: number; readonly out: string; readonly err: string }

const ran = async (name: string, command: string): Promise<Ran> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(command.split(' '), {
    out: (text) => { out.push(text) },
    // How far it is by the real clock is another thing on every machine.
    err: (text) => { if (!text.startsWith('simulated ')) err.push(text) },
    stdin: () => Promise.resolve(''),
    env: settingsOf(name),
    now: () => context.now,
  })
  return { code, out: out.join(''), err: err.join('') }
}

/** One golden for every example, and one more for every simulation. */
export const goldenFiles = async (): Promise<readonly TextFile[]> => {
  const rendered = exampleNames.map(async (name) => ({ path: goldenPath(name), text: goldenText(await exampleNamed(name)) }))
  const simulated = exampleNames.flatMap((name) => {
    const command = simulation(name)
    if (command === undefined) return []
    const [path, text] = becomesReady(command) ? [readyPath(name), readyText(name, command)] : [runsPath(name), runsText(name, command)]
    return [text.then((made) => ({ path, text: made }))]
  })
  return Promise.all([...rendered, ...simulated])
}
