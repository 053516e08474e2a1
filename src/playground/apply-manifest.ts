import { messageOf } from '../engine/engine-errors.ts'
import type { Manifest, ManifestObject } from '../manifest/manifest.ts'
import { PlaygroundFull } from '../protocol/errors.ts'
import { applyObject } from '../simulation/apply.ts'
import type { Applied } from '../simulation/apply.ts'
import { definitionsFirst } from '../simulation/definitions.ts'
import { checkManifest, fatal, nameOf } from './manifest-check.ts'
import type { Finding } from './manifest-check.ts'
import { limitNamespace } from './namespace-limit.ts'
import type { PlaygroundOptions } from './playground.ts'
import type { Stage } from './stage.ts'

/** What became of the objects of a text. */
export interface ManifestOutcome {
  readonly applied: readonly { readonly object: string; readonly outcome: Applied }[]
  readonly findings: readonly Finding[]
}

const mostObjects = 2000

/** Applies a text as `kubectl apply` does: all of it, or nothing when a document cannot be read. Throws PlaygroundFull. */
export const applyManifest = async (stage: Stage, options: PlaygroundOptions, manifest: Manifest): Promise<ManifestOutcome> => {
  const count = stage.inventory.all().length
  if (count + manifest.objects.length > (options.mostObjects ?? mostObjects)) throw new PlaygroundFull(count)
  const found = checkManifest(stage, options, manifest)
  if (found.some(({ isFatal }) => isFatal)) return { applied: [], findings: found }
  const results: Result[] = []
  for (const source of definitionsFirst(manifest.objects, ({ object }) => object)) results.push(await applied(stage, source))
  return {
    applied: results.flatMap((result) => 'outcome' in result ? [result] : []),
    findings: withRefusals(found, results.flatMap((result) => 'outcome' in result ? [] : [result])),
  }
}

type Result = ManifestOutcome['applied'][number] | Finding

/** Where the check said already what is wrong, the API server's refusal says nothing new. */
const withRefusals = (found: readonly Finding[], refusals: readonly Finding[]): readonly Finding[] => {
  const isKnown = (refusal: Finding): boolean => found.some(({ object, severity }) => object === refusal.object && severity === 'error')
  const refused = new Set(refusals.map(({ object }) => object))
  return [
    ...found.map((finding) => finding.severity === 'error' && refused.has(finding.object) ? { ...finding, isFatal: true } : finding),
    ...refusals.filter((refusal) => !isKnown(refusal)),
  ]
}

const applied = async (stage: Stage, source: ManifestObject): Promise<Result> => {
  const { object } = source
  try {
    if (stage.world.discovery.kind(object.apiVersion, object.kind)?.scope === 'Namespaced') await limitNamespace(stage, object.metadata.namespace ?? 'default')
    return { object: nameOf(object), outcome: await applyObject(stage.world, object) }
  } catch (error) {
    const message = messageOf(error)
    return fatal(source, pathIn(message), message)
  }
}

/** The field that a refusal of the API server speaks of. */
const pathIn = (message: string): string => /\b(?:spec|metadata|data|stringData)\b[\w.[\]/-]*/.exec(message.replace(/^[^:]*:/, ''))?.[0].replace(/[.:]+$/, '') ?? ''
