import type { JsonObject } from '../../../src/kit/json.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { CompositeController } from '../composite-controller.ts'
import { programLabel, registrationName } from './program.ts'
import type { HookProgramSpec } from './resource.ts'
import { webhookOf } from './settings.ts'

/** Where the rules of `spec.related` stand: the hook's customize reads them from its own registration. */
export const relatedAnnotation = 'studio.kaspr.io/related'

/** Longer than the longest time that a program may ask for, with its wait for a worker. */
const timeout = '10s'

/** Path of a program's hook in the service. */
export const programHookPath = (program: string, hook: 'sync' | 'finalize' | 'customize'): string => `/hooks/programs/${program}/${hook}`

/**
 * The CompositeController of a program. No entity tags: an answer may follow from the clock, and no program says until
 * when it holds. A release needs no mark in the path: new code comes in the request, so a change of it calls every parent.
 */
export const registration = (program: string, { parent, children = [], related = [], resyncPeriodSeconds, finalize = false }: HookProgramSpec, settings: Settings): Child => {
  const rules = JSON.stringify(related)
  // Metacontroller passes over a changed annotation; a changed path makes it ask every parent anew (metacontroller.md §3.9).
  const customize = `${programHookPath(program, 'customize')}?related=${sha256Hex(rules).slice(0, 16)}`
  return child(CompositeController, {
    metadata: { name: registrationName(program), labels: { [programLabel]: program }, annotations: { [relatedAnnotation]: rules } },
    spec: {
      generateSelector: true,
      parentResource: { apiVersion: parent.apiVersion, resource: parent.resource },
      childResources: children.map(({ apiVersion, resource, updateMethod = 'InPlace' }) => ({ apiVersion, resource, updateStrategy: { method: updateMethod } })),
      ...(resyncPeriodSeconds === undefined ? {} : { resyncPeriodSeconds }),
      hooks: {
        sync: hook(programHookPath(program, 'sync'), settings),
        ...(finalize ? { finalize: hook(programHookPath(program, 'finalize'), settings) } : {}),
        customize: hook(customize, settings),
      },
    },
  })
}

const hook = (path: string, settings: Settings): JsonObject =>
  ({ version: 'v2', webhook: { ...webhookOf(settings, path), timeout, responseUnMarshallMode: 'strict' } })
