import { checkOf } from '../../../src/kit/check.ts'
import type { Component } from '../component/component-kind.ts'
import { WebViewSpec } from './resource.ts'

const shape = checkOf(WebViewSpec)

/**
 * The WebView that already answers a WebView's route: the runtime does not start when one path and method stand twice
 * in an app (verified.md). The older one keeps the route, as with Ingresses; at one age the first by name.
 */
export const routeOwner = (webView: Component, all: readonly Component[]): Component | undefined => {
  const route = routeOf(webView)
  return route === undefined ? undefined : all.find((other) =>
    other.metadata.name !== webView.metadata.name && routeOf(other) === route && isOlder(other, webView))
}

const routeOf = ({ spec }: Component): string | undefined => shape.matches(spec) ? `${spec.request.method} ${spec.request.path}` : undefined

const isOlder = (a: Component, b: Component): boolean => {
  const [ageOfA, ageOfB] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return ageOfA === ageOfB ? a.metadata.name < b.metadata.name : ageOfA < ageOfB
}
