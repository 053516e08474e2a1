import { problem } from '../../../src/kit/problem.ts'
import { labelled } from '../../../src/kit/related.ts'
import { componentController } from '../component/controller.ts'
import type { ComponentInput } from '../component/controller.ts'
import { readWebView } from '../component/readers.ts'
import { checksTables } from '../component/table-references.ts'
import { appLabel } from '../labels.ts'
import { webView } from './definition.ts'
import { KasprWebView } from './resource.ts'
import { routeOf, routeOwner } from './routes.ts'

/** The WebViews of the same app, as far as Metacontroller sent them; one that is being deleted answers nothing. */
const siblings = ({ parent, related }: ComponentInput) => related.list(KasprWebView).filter(({ metadata }) =>
  metadata.namespace === parent.metadata.namespace && metadata.labels?.[appLabel] === parent.metadata.labels?.[appLabel] && !metadata.deletionTimestamp)

export const kasprWebView = componentController(webView, readWebView, {
  ...checksTables,
  reads: [...(checksTables.reads ?? []), KasprWebView],
  related: (parent, reading) => [
    ...(checksTables.related?.(parent, reading) ?? []),
    ...labelled(KasprWebView, parent.metadata.namespace, { [appLabel]: parent.metadata.labels?.[appLabel] ?? '' }),
  ],
  status: ({ parent }) => ({ route: routeOf(parent) }),
  problems: (input) => {
    const owner = routeOwner(input.parent, siblings(input))
    return owner === undefined ? [] : [problem('spec.request', `KasprWebView "${owner.metadata.name}" answers this path and method already`)]
  },
})
