import type { App } from '../app.ts'

// Annotations of an app that overrule the settings of the service (kaspr-lifecycle.md 1.3).

const word = ({ annotations }: Pick<App, 'annotations'>, key: string): boolean | undefined =>
  annotations[key] === undefined ? undefined : ['true', '1', 'yes'].includes(annotations[key].toLowerCase())

type Of = Pick<App, 'annotations' | 'settings'>

export const rebalancesByItself = (app: Of): boolean => word(app, 'kaspr.io/auto-rebalance') ?? app.settings.autoRebalance

export const replacesHungMembers = (app: Of): boolean => word(app, 'kaspr.io/hung-member-detection-enabled') ?? app.settings.detectsHungMembers

/** What is no whole number is ignored. */
export const hungAfterSeconds = ({ annotations, settings }: Of): number => {
  const given = annotations['kaspr.io/hung-rebalancing-threshold-seconds']?.trim() ?? ''
  return /^\d{1,9}$/.test(given) ? Number(given) : settings.hungAfterSeconds
}

/** Members without a static identity rebalance by themselves when they start. */
export const hasStaticMembers = ({ annotations }: Pick<App, 'annotations'>): boolean =>
  annotations['kaspr.io/disable-static-group-membership']?.toLowerCase() !== 'true'

/** Every object is held as it is. */
export const isPaused = (annotations: Readonly<Record<string, string>> | undefined): boolean => annotations?.['kaspr.io/pause-reconciliation']?.toLowerCase() === 'true'

/** Presence counts, whatever the value. */
export const rebalanceAnnotation = 'kaspr.io/rebalance'
