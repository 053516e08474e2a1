import type { View } from '../../../src/kit/view.ts'
import { KasprApp } from '../kasprapp/resource.ts'
import { appLabel } from '../labels.ts'
import type { Component } from './component-kind.ts'
import type { ComponentStatus } from './status.ts'

type AppLink = NonNullable<ComponentStatus['app']>

/**
 * Whether the app of the label exists. The related objects follow the customize answer, which Metacontroller keeps for
 * 20 minutes per generation (design §9 no. 2): after a label move they still are those of the old name, so "not there"
 * means nothing until the generation changes.
 */
export const appLink = ({ metadata, status = {} }: Component, related: View): AppLink => {
  const name = metadata.labels?.[appLabel] ?? ''
  const asked = related.list(KasprApp).filter(({ metadata: { namespace } }) => namespace === metadata.namespace)
  if (asked.some((app) => app.metadata.name === name)) return { name, status: 'AppFound' }
  return { name, status: asked.length > 0 || askedForAnother({ metadata, status }, name) ? 'Unknown' : 'AppNotFound' }
}

/** The customize answer of this generation was given for another label, and nothing came back since. */
const askedForAnother = ({ metadata, status }: Pick<Component, 'metadata' | 'status'>, name: string): boolean =>
  status?.app !== undefined && status.observedGeneration === metadata.generation && (status.app.name !== name || status.app.status === 'Unknown')
