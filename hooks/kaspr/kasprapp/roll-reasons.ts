import type { Container } from 'kubernetes-types/core/v1.js'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import { hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'
import type { MemberTemplate } from './pod-template.ts'

/**
 * Everything that changes the pod template while image and resources stay, in words that users read. Definition files
 * are mounted with subPath and never change in a running pod: only a new pod brings new content.
 */
export const hashReasons: Readonly<Record<string, string>> = {
  CONFIG_HASH: 'settings changed',
  AGENTS_HASH: 'agents changed',
  WEBVIEWS_HASH: 'webviews changed',
  TABLES_HASH: 'tables changed',
  TASKS_HASH: 'tasks changed',
  JOINS_HASH: 'joins, their tables or their agents changed',
  PACKAGES_HASH: 'Python packages changed',
}

/** Whether the pod template that is wanted is not in the cluster yet. */
export const isRollWanted = (app: App, wanted: MemberTemplate): boolean => rollReasons(app, wanted).length > 0

/** Differences between the pod template that is there and the one that is wanted; none at rest, and none at first. */
export const rollReasons = (app: App, wanted: MemberTemplate): readonly string[] => {
  const current = kasprContainerOf(app.observed.statefulSet?.spec?.template)
  if (current === undefined) return []
  const reasons = [...imageReason(app, current), ...hashesOf(wanted, current)]
  return reasons.length > 0 || !isOther(app, wanted) ? reasons : ['pod template changed']
}

type Template = NonNullable<NonNullable<App['observed']['statefulSet']>['spec']>['template']

const kasprContainerOf = (template: Template | undefined): Container | undefined => template?.spec?.containers.find(({ name }) => name === 'kaspr')

const imageReason = ({ image }: App, current: Container): readonly string[] => current.image === image ? [] : [`image ${current.image ?? ''} → ${image}`]

const hashesOf = ({ template }: MemberTemplate, { env = [] }: Container): readonly string[] => {
  const wanted = valuesOf(template.spec?.containers?.[0]?.env ?? [])
  const current = valuesOf(env)
  return Object.entries(hashReasons).flatMap(([name, reason]) => wanted.get(name) === current.get(name) ? [] : [reason])
}

const valuesOf = (env: readonly { readonly name?: string | undefined; readonly value?: string | undefined }[]): ReadonlyMap<string | undefined, string | undefined> =>
  new Map(env.map(({ name, value }) => [name, value]))

/** Only what we applied before carries our hash: upstream's annotation means something else (Q19). */
const isOther = ({ observed: { statefulSet } }: App, { hash }: MemberTemplate): boolean =>
  statefulSet !== undefined && statefulSet.metadata.annotations?.[hashAnnotation] !== hash && lastApplied(statefulSet) !== undefined
