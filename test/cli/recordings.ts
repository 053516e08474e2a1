import { controllers } from '../../hooks/index.ts'
import { storedForm } from '../../src/manifest/stored-form.ts'
import { invoke } from '../../src/guard/invoke.ts'
import { syncRequest } from '../../src/engine/render.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const context = { now: '2026-01-01T00:00:00Z', settings: {} }
const agent = controllers.find((controller): controller is CompositeController => controller.name === 'kaspragent')

/** A recorded sync of an agent as this build answers it; `over` replaces fields. */
export const agentRecording = (over: object = {}): JsonObject & { readonly request: JsonObject; readonly response: JsonObject } => {
  if (agent === undefined) return { request: {}, response: {} }
  const object = { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprAgent', metadata: { name: 'reader', uid: 'U1', labels: { 'kaspr.io/app': 'shop' } }, spec: { input: { topic: { name: 'orders' } }, processors: { pipeline: [], operations: [] } } }
  const request = syncRequest(agent, storedForm(object, agent, 'demo'), { around: { objects: [] }, context })
  const response = invoke(agent, 'sync', { request, context }).body
  return trusted({ controller: 'kaspragent', hook: 'sync', ...context, request: trusted<JsonObject>(request), response, ...over })
}
