import type { View } from '../../../src/kit/view.ts'
import { KasprApp } from '../kasprapp/resource.ts'
import { appLabel } from '../labels.ts'
import type { Component } from './component-kind.ts'
import type { ComponentStatus } from './status.ts'

type AppLink = NonNullable<ComponentStatus['app']>

interface Asking { readonly parent: Component; readonly related: View; readonly now: string }

/** How long Metacontroller keeps a customize answer for one generation (metacontroller.md §3.9), and a little more. */
const customizeSeconds = 20 * 60 + 5

/**
 * Whether the app of the label exists. The related objects follow the customize answer (design §9 no. 2): after a label
 * move they still are those of the old name, so "not there" means nothing until that answer expires.
 */
export const appLink = ({ parent, related, now }: Asking): AppLink => {
  const name = parent.metadata.labels?.[appLabel] ?? ''
  const asked = related.list(KasprApp).filter(({ metadata: { namespace } }) => namespace === parent.metadata.namespace)
  if (asked.some((app) => app.metadata.name === name)) return { name, status: 'AppFound' }
  const uncertain = asked.length > 0 || (askedForAnother(parent, name) && secondsLeft(parent, name, now) > 0)
  return { name, status: uncertain ? 'Unknown' : 'AppNotFound' }
}

/** Seconds until the answer about the app of the label is certain; undefined when it is. */
export const certainAfter = (asking: Asking): number | undefined => {
  const { name, status } = appLink(asking)
  return status === 'Unknown' ? Math.max(1, secondsLeft(asking.parent, name, asking.now)) : undefined
}

/** The customize answer of this generation was given for another label, and nothing came back since. */
const askedForAnother = ({ metadata, status }: Component, name: string): boolean =>
  status?.app !== undefined && status.observedGeneration === metadata.generation && (status.app.name !== name || status.app.status === 'Unknown')

/** `Ready` turned Unknown when the label moved; from then on the old answer can live this long. */
const secondsLeft = ({ status }: Component, name: string, now: string): number => {
  const since = status?.app?.name === name ? status.conditions?.find(({ type, status: of }) => type === 'Ready' && of === 'Unknown')?.lastTransitionTime : undefined
  return since === undefined ? customizeSeconds : Math.ceil((Date.parse(since) - Date.parse(now)) / 1000) + customizeSeconds
}
