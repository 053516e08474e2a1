import { checkOf } from '../../../src/kit/check.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { Component } from '../component/component-kind.ts'
import { WebViewSpec } from './resource.ts'

const shape = checkOf(WebViewSpec)

/**
 * The WebView that already answers a WebView's route: the runtime does not start when one path and method stand twice
 * in an app (verified.md). The older one keeps the route, as with Ingresses; at one age the first by name.
 */
export const routeOwner = (webView: Component, all: readonly Component[]): Component | undefined => {
  const { spec } = webView
  if (!shape.matches(spec)) return undefined
  // The whole check comes last: nearly every pair of many WebViews already differs in its path.
  return all.find((other) => asksFor(spec.request, other.spec) && other.metadata.name !== webView.metadata.name && isOlder(other, webView) && shape.matches(other.spec))
}

/** Method and path that a WebView asks for. */
export const routeOf = ({ spec }: Pick<Component, 'spec'>): string | undefined => shape.matches(spec) ? `${spec.request.method} ${spec.request.path}` : undefined

const asksFor = ({ method, path }: { readonly method: string; readonly path: string }, spec: unknown): boolean => {
  const request = isObject(spec) ? spec['request'] : undefined
  return isObject(request) && request['path'] === path && request['method'] === method
}

/** Route of the last content that was accepted: its status keeps it while the spec is refused. */
const lastRouteOf = ({ status }: Component): string | undefined => {
  const known: unknown = status
  const route = isObject(known) ? known['route'] : undefined
  return typeof route === 'string' ? route : undefined
}

/** Refused WebViews whose last good content can stay: its route is known, and no accepted or earlier one answers it. */
export const keepable = (refused: readonly Component[], accepted: readonly Component[]): readonly Component[] => {
  const taken = new Set(accepted.map(routeOf))
  const routes = refused.map(lastRouteOf)
  return refused.filter((_, index) => routes[index] !== undefined && !taken.has(routes[index]) && routes.indexOf(routes[index]) === index)
}

const isOlder = (a: Component, b: Component): boolean => {
  const [ageOfA, ageOfB] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return ageOfA === ageOfB ? a.metadata.name < b.metadata.name : ageOfA < ageOfB
}
