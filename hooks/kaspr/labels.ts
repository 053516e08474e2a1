// kaspr-resources.md 3.2 and 5.1: names that users select by. They never change.

export type Labels = Readonly<Record<string, string>>

/** Label by which a component joins an app. */
export const appLabel = 'kaspr.io/app'
/** Hash of what an object was rendered from, for people who compare. */
export const hashAnnotation = 'kaspr.io/resource-hash'
/** Metacontroller's own label; it never comes from a user's labels. */
const selectorLabel = 'controller-uid'

/** `kaspr-<name>`, shortened as upstream does. */
const partOf = (name: string): string => {
  const whole = `kaspr-${name}`
  return /[._-]$/.test(whole) ? whole.slice(0, -1) : whole.slice(0, 63)
}

/** Labels of everything that belongs to an app. */
export const appLabels = (app: string): Labels => ({
  'kaspr.io/kind': 'KasprApp',
  'kaspr.io/name': `${app}-app`,
  'kaspr.io/cluster': app,
  'kaspr.io/component-type': 'KasprApp',
  'app.kubernetes.io/name': 'KasprApp',
  'app.kubernetes.io/instance': app,
  'app.kubernetes.io/part-of': partOf(app),
  'app.kubernetes.io/managed-by': 'kaspr-operator',
  [appLabel]: app,
})

/** Labels by which Services and the StatefulSet find their pods. */
export const selectorLabels = (app: string): Labels =>
  ({ 'kaspr.io/cluster': app, 'kaspr.io/name': `${app}-app`, 'kaspr.io/kind': 'KasprApp' })

/** Labels of a component's ConfigMap: its own over the defaults, never the app's cluster label. */
export const componentLabels = (kind: string, names: { readonly component: string; readonly object: string }, own: Labels | undefined): Labels =>
  without(['kaspr.io/cluster', selectorLabel], {
    'kaspr.io/kind': kind,
    'kaspr.io/name': names.object,
    'kaspr.io/component-type': kind,
    'app.kubernetes.io/name': kind,
    'app.kubernetes.io/instance': names.component,
    'app.kubernetes.io/part-of': partOf(names.component),
    'app.kubernetes.io/managed-by': 'kaspr-operator',
    ...own,
  })

/** Labels of the app that its objects inherit where they have no value of their own. */
export const inherited = (own: Labels | undefined, labels: Labels): Labels => ({ ...usersLabels(own), ...labels })

/** Labels that a user wrote for an object of ours: with the framework's own among them nobody would find the object again. */
export const usersLabels = (given: Labels | undefined): Labels => without([selectorLabel], given ?? {})

const without = (keys: readonly string[], labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.includes(key)))
