import { controllers } from '../../hooks/index.ts'
import type { Source } from '../../src/cli/documents.ts'
import { renderParent, syncRequest } from '../../src/engine/render.ts'
import type { Surroundings } from '../../src/engine/render.ts'
import type { CompositeController, HookName } from '../../src/kit/controller.ts'
import { isKind, resourcesOf } from '../../src/kit/resources.ts'
import { DefinitionInvalid } from '../../src/protocol/errors.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { KubernetesObject, ObjectGroups } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { context, exampleNamed } from './example.ts'
import { observed } from './observed.ts'
import { registered } from './registered.ts'
import { sorted } from './sorted.ts'
import { stored, withStatus } from './stored.ts'
import type { TextFile } from './text-file.ts'

/** A request that a hook answers. */
export interface ExampleRequest {
  /** Name of the file without `.json`. */
  readonly name: string
  readonly controller: CompositeController
  readonly hook: HookName
  readonly request: JsonObject
}

interface Subject { readonly controller: CompositeController; readonly object: KubernetesObject }

/** The requests about the app and the agent of the quickstart, and about a new group of items, as Metacontroller sends them. */
export const exampleRequests = async (): Promise<readonly ExampleRequest[]> => [...await quickstartRequests(), await groupRequest()]

const quickstartRequests = async (): Promise<readonly ExampleRequest[]> => {
  const { sources } = await exampleNamed('quickstart')
  const [app, agent] = [subject(sources, 'KasprApp', '18001'), subject(sources, 'KasprAgent', '18002')]
  const settledAgent = settled(agent, [app.object])
  const settledApp = settled(app, [settledAgent.object])
  return [
    {
      name: 'kasprapp-customize',
      hook: 'customize',
      controller: app.controller,
      request: { controller: registered(app.controller), parent: sent(app.object) },
    },
    sync('kasprapp-sync', app, { objects: [agent.object] }),
    sync('kasprapp-sync-observed', settledApp, { objects: [settledAgent.object], children: settledApp.children }),
    sync('kaspragent-sync', agent, { objects: [app.object] }),
  ]
}

/** A group that has run nothing yet, with the type that it reads. */
const groupRequest = async (): Promise<ExampleRequest> => {
  const { sources } = await exampleNamed('oaat/nightly-backups')
  const objects = sources.flatMap((source) => resourcesOf(controllers).flatMap((resource) =>
    isKind(resource, source.object) && resource.kind === 'OaatType' ? [stored(source, { parent: resource }, '18003')] : []))
  return sync('oaatgroup-sync', subject(sources, 'OaatGroup', '18004'), { objects })
}

/** The files of examples/requests. */
export const requestFiles = async (): Promise<readonly TextFile[]> =>
  (await exampleRequests()).map(({ name, request }) => ({ path: `examples/requests/${name}.json`, text: `${JSON.stringify(request, null, 2)}\n` }))

const subject = (sources: readonly Source[], kind: string, resourceVersion: string): Subject => {
  const source = sources.find(({ object }) => object.kind === kind)
  const controller = controllers.find(({ parent }) => parent.kind === kind)
  if (source === undefined || controller?.type !== 'composite') throw new DefinitionInvalid(source?.file ?? 'examples', `have no ${kind}`)
  return { controller, object: stored(source, controller, resourceVersion) }
}

const sent = (object: KubernetesObject): JsonObject => sorted(trusted<JsonObject>(object))

const sync = (name: string, { controller, object }: Subject, around: Surroundings): ExampleRequest => {
  const { children, related, finalizing } = syncRequest(controller, object, { around, context })
  const body = { controller: registered(controller), parent: sent(object), children: sorted(children), related: sorted(related), finalizing }
  return { name, hook: 'sync', controller, request: trusted<JsonObject>(body) }
}

/** Lets a parent come to rest: its children are made, its status is written, until nothing changes any more. */
const settled = ({ controller, object }: Subject, objects: readonly KubernetesObject[]): Subject & { readonly children: ObjectGroups } => {
  const round = (before: KubernetesObject, children: ObjectGroups) => {
    const { body } = renderParent(controller, before, { around: { objects, children }, context })
    const answer = trusted<{ readonly children: readonly JsonObject[]; readonly status: JsonObject }>(body)
    const made = answer.children.map((child, index) => observed(child, object, String(18_101 + index)))
    return { controller, object: withStatus(object, answer.status), children: grouped(made) }
  }
  const first = round(object, {})
  const second = round(first.object, first.children)
  return round(second.object, second.children)
}

const grouped = (objects: readonly KubernetesObject[]): ObjectGroups => Object.fromEntries([...new Set(objects.map(groupKey))].map((key) =>
  [key, Object.fromEntries(objects.filter((object) => groupKey(object) === key).map((object) => [objectKey(object.metadata), object]))]))
