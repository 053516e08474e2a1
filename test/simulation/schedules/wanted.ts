import { controllers } from '../../../hooks/index.ts'
import { renderParent } from '../../../src/engine/render.ts'
import type { CompositeController } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { Document } from '../fixtures/family.ts'
import { identityOf, lastDocuments, versionsOf } from './schedule.ts'
import type { Schedule } from './schedule.ts'

const composites = controllers.flatMap((controller): readonly CompositeController[] => controller.type === 'composite' ? [controller] : [])

interface Rendered {
  /** The hook refused the spec: what is there stays. */
  readonly isRefused: boolean
  readonly names: readonly string[]
}

const known = new Map<string, Rendered>()

const rendered = (document: Document): Rendered => {
  const key = JSON.stringify(document)
  const made = known.get(key) ?? render(document)
  known.set(key, made)
  return made
}

const render = (document: Document): Rendered => {
  const controller = composites.find(({ parent }) => parent.kind === document.kind)
  if (controller === undefined) return { isRefused: true, names: [] }
  const parent = { ...document, metadata: { ...document.metadata, namespace: 'default', generation: 1 } }
  const { body, problems } = renderParent(controller, parent, { around: { objects: [] }, context: { now: '2026-01-01T00:00:00Z', settings: {} } })
  const children = trusted<{ readonly children: readonly JsonObject[] }>(body).children
  return { isRefused: problems.length > 0 && children.length === 0, names: children.map((child) => `${String(child['kind'])} default/${isObject(child['metadata']) ? String(child['metadata']['name']) : ''}`) }
}

const isPaused = ({ metadata }: Document): boolean => metadata.annotations?.['kaspr.io/pause-reconciliation'] === 'true'

/** Children, as `Kind namespace/name`, that every version of an undeleted parent wanted: nobody may ever delete them. */
export const alwaysWanted = (schedule: Schedule): ReadonlySet<string> => new Set([...versionsOf(schedule).values()].flatMap(({ versions, isDeleted }) => {
  const asked = versions.filter((version) => !isPaused(version)).map(rendered).filter(({ isRefused }) => !isRefused)
  const [first, ...others] = asked
  return isDeleted || first === undefined ? [] : first.names.filter((name) => others.every(({ names }) => names.includes(name)))
}))

/** Some parent ends paused, or with a spec that its hook refuses, and had another one before: what is there then stays. */
export const isFrozen = (schedule: Schedule): boolean => {
  const versions = versionsOf(schedule)
  return lastDocuments(schedule).some((document) => (isPaused(document) || rendered(document).isRefused) && (versions.get(identityOf(document))?.versions.length ?? 0) > 1)
}
