import { discoveryOf, served } from '../../engine/discovery.ts'
import type { Discovery } from '../../engine/discovery.ts'
import { codeOf } from '../../engine/api-errors.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { Controller } from '../../kit/controller.ts'
import { parseDuration } from '../../kit/duration.ts'
import { kindsOf } from '../../kit/resources.ts'
import { ignoredFields } from '../../manifest/ignored-fields.ts'
import { DocumentInvalid, KindNotServed, UsageInvalid } from '../../protocol/errors.ts'
import { applyObject } from '../../simulation/apply.ts'
import { definedKinds, definitionsFirst } from '../../simulation/definitions.ts'
import type { Action } from '../../simulation/simulation.ts'
import type { World } from '../../simulation/world.ts'
import { textOption } from '../command.ts'
import type { OptionValues, Terminal } from '../command.ts'
import { placeOf, readDocuments } from '../documents.ts'
import type { Source } from '../documents.ts'
import { plannedFault } from './fault-option.ts'
import { awaited } from './until-option.ts'
import type { Awaited } from './until-option.ts'

/** What the options ask for. */
export interface Plan {
  readonly actions: readonly Action[]
  readonly goal: Awaited | undefined
}

interface Surroundings {
  readonly controllers: readonly Controller[]
  readonly terminal: Terminal
}

/** Reads options and files. Throws UsageInvalid, FileUnreadable or DocumentInvalid. */
export const readPlan = async (files: readonly string[], values: OptionValues, { controllers, terminal }: Surroundings): Promise<Plan> => {
  const until = textOption(values, 'until', '')
  const goal = until === '' ? undefined : awaited(until, (object) => parentOf(controllers, object) !== undefined)
  const faults = texts(values, 'fault').flatMap(faultActions)
  const later = texts(values, 'apply-at').map(momentAndFile)
  const namespace = textOption(values, 'namespace', 'default')
  const batches = [{ at: 0, sources: await readDocuments(files, terminal) }]
  for (const { at, file } of later) batches.push({ at, sources: await readDocuments([file], terminal) })
  const all = batches.flatMap(({ sources }) => sources)
  const discovery = discoveryOf([...definedKinds(all.map(({ object }) => object)), ...controllers.flatMap(kindsOf).map(served)])
  for (const source of all) check(source, { controllers, terminal, discovery })
  return { goal, actions: [...batches.map(({ at, sources }) => ({ at, run: applied(sources, namespace) })), ...faults] }
}

const texts = (values: OptionValues, name: string): readonly string[] => {
  const value = values[name]
  return Array.isArray(value) ? value.map(String) : []
}

const faultActions = (text: string): readonly Action[] => {
  const { fault, at, until } = plannedFault(text)
  if (fault === undefined) return [{ at, run: (world) => { world.restartEngine() } }]
  let end = (): void => {}
  const begin: Action = { at, run: (world) => { end = world.cluster.faults.inject(fault) } }
  return until === undefined ? [begin] : [begin, { at: until, run: () => { end() } }]
}

const momentAndFile = (text: string): { readonly at: number; readonly file: string } => {
  const space = text.indexOf(' ')
  const [when, file] = space === -1 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)]
  const at = parseDuration(when)
  if (at === undefined || at < 0 || file === '') throw new UsageInvalid(`--apply-at takes a time and a file, such as 30s app.yaml, not ${text}`)
  return { at, file }
}

const parentOf = (controllers: readonly Controller[], { apiVersion, kind }: Pick<StoredObject, 'apiVersion' | 'kind'>) =>
  controllers.find((controller) => controller.type === 'composite' && controller.parent.apiVersion === apiVersion && controller.parent.kind === kind)

/** The kind has to be known; fields that nobody reads are pointed out. */
const check = (source: Source, { controllers, terminal: { err }, discovery }: Surroundings & { readonly discovery: Discovery }): void => {
  const { object: { apiVersion, kind, spec } } = source
  if (discovery.kind(apiVersion, kind) === undefined) throw refused(source, new KindNotServed(kind, apiVersion))
  const controller = parentOf(controllers, source.object)
  if (controller === undefined || !('spec' in controller.parent)) return
  for (const path of ignoredFields(controller.parent.spec, spec)) err(`warning: ${placeOf(source)}: ${path}: unknown field, ignored\n`)
}

const applied = (sources: readonly Source[], namespace: string) => async (world: World): Promise<void> => {
  for (const source of definitionsFirst(sources, ({ object }) => object)) await apply(world, source, namespace)
}

const apply = async (world: World, source: Source, namespace: string): Promise<void> => {
  const { metadata } = source.object
  try {
    await applyObject(world, { ...source.object, metadata: { ...metadata, namespace: metadata.namespace || namespace } })
  } catch (error) {
    // Faults of the API server strike people, too; what it refuses for good is a mistake in the document.
    if (error instanceof Error && codeOf(error) !== '') throw refused(source, error)
    throw error
  }
}

const refused = ({ file, document }: Source, { message }: Error) => new DocumentInvalid(file, document, message)
