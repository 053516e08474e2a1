import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { controllers as allControllers, families as allFamilies, leftOutMetrics } from '../../hooks/index.ts'
import { stewardMetrics } from '../../steward/metrics.ts'
import { stewardRights } from '../../steward/rights.ts'
import { chartFiles } from '../generate/chart-files.ts'
import type { Families } from '../generate/chart-files.ts'
import { studioMetrics } from '../../studio/api/studio-metrics.ts'
import * as studioErrors from '../../studio/errors.ts'
import { programMetrics } from '../../studio/runtime/metric-table.ts'
import { changesOf, folders } from '../generate/generated-file.ts'
import type { Change, GeneratedFile } from '../generate/generated-file.ts'
import { generatedFiles } from '../generate/generated-files.ts'
import type { MetricTables } from '../generate/metric-table.ts'
import { configured } from '../kit/configured.ts'
import type { Controller } from '../kit/controller.ts'
import { settingProblems } from '../kit/secret-settings.ts'
import type { Settings } from '../kit/settings.ts'
import { FileUnreadable, SettingInvalid, UsageInvalid } from '../protocol/errors.ts'
import { serviceMetrics } from '../server/metric-table.ts'
import { textOption } from './command.ts'
import type { Command, OptionValues, Terminal } from './command.ts'
import { release } from './release.ts'

const help = `
Usage: kaspr-hooks generate [--check] [--out DIR] [--setting NAME=VALUE]...

Writes what is derived from the controllers: crds/, metacontroller/, docs/reference/, and dashboard and files of the
chart. Generated files that nothing makes any more are removed; files of your own in these folders stay.

  --check     write nothing, list what would change, exit 1 if anything would
  --out DIR   root of the repository, default: the current directory
  --setting   for a service with this setting: registration and rights name the kinds of children that it adds;
              repeatable. The chart knows all of them. The environment is not read, so that the same command always writes the same

Example: kaspr-hooks generate --check
`

/** Metrics of the processes themselves. */
export const metricTables: MetricTables = {
  tables: [
    { title: 'Hooks service', metrics: Object.values(serviceMetrics) },
    { title: 'Programs', metrics: Object.values(programMetrics) },
    { title: 'Steward', metrics: Object.values(stewardMetrics) },
    { title: 'Studio', metrics: Object.values(studioMetrics) },
  ],
  leftOut: leftOutMetrics,
}

/** The command for a list of controllers; the chart knows those of the families. */
export const generateCommand = (controllers: readonly Controller[], families: Families = {}): Command => ({
  name: 'generate',
  summary: 'Write CRDs, registrations and reference pages from the definitions',
  help,
  options: { check: { type: 'boolean' }, out: { type: 'string' }, setting: { type: 'string', multiple: true } },
  run: async ({ positionals, values }, terminal) => {
    if (positionals.length > 0) throw new UsageInvalid(`generate takes no arguments, got ${positionals.join(' ')}`)
    const root = textOption(values, 'out', '.')
    const ours = generatedFiles(configured(controllers, settingsOf(values, controllers)), await release(), { metrics: metricTables, errors: [studioErrors] })
    const changes = changesOf([...ours, ...chartFiles(families, await release(), stewardRights)], await filesThere(root))
    return values['check'] === true ? report(changes, terminal) : apply(changes, root, terminal)
  },
})

const settingsOf = ({ setting }: OptionValues, controllers: readonly Controller[]): Settings => {
  const settings = Object.fromEntries((Array.isArray(setting) ? setting : []).map((text) => pairOf(String(text))))
  const [problem] = settingProblems(controllers, settings)
  if (problem !== undefined) throw new SettingInvalid(problem.path, problem.message)
  return settings
}

const pairOf = (text: string): readonly [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageInvalid(`--setting takes NAME=VALUE, not ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

export const generate = generateCommand(allControllers, allFamilies)

const report = (changes: readonly Change[], { out, err }: Terminal): number => {
  changes.forEach(({ kind, path }) => out(`${kind} ${path}\n`))
  if (changes.length === 0) out('all generated files are up to date\n')
  else err('run `npm run generate` and commit what it writes\n')
  return changes.length === 0 ? 0 : 1
}

const done = { missing: 'made', stale: 'changed', superfluous: 'removed' } as const

const apply = async (changes: readonly Change[], root: string, { out }: Terminal): Promise<number> => {
  for (const { kind, path, text } of changes) {
    const file = join(root, path)
    if (kind === 'superfluous') await rm(file)
    else await write(file, text)
    out(`${done[kind]} ${path}\n`)
  }
  if (changes.length === 0) out('all generated files are up to date\n')
  return 0
}

const write = async (file: string, text: string): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/** Every file below the generated folders; paths with slashes. */
const filesThere = async (root: string): Promise<readonly GeneratedFile[]> =>
  (await Promise.all(folders.map((folder) => filesOf(root, folder)))).flat()

const filesOf = async (root: string, folder: string): Promise<readonly GeneratedFile[]> => {
  try {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    return await Promise.all(entries.filter((entry) => entry.isFile()).map(async ({ parentPath, name }) => {
      const file = join(parentPath, name)
      return { path: relative(root, file).split(sep).join('/'), text: await readFile(file, 'utf8') }
    }))
  } catch (cause) {
    if (isAbsent(cause)) return []
    throw unreadable(join(root, folder), cause)
  }
}

const isAbsent = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

const unreadable = (file: string, cause: unknown) => new FileUnreadable(file, cause instanceof Error ? cause.message : String(cause))
