import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { KasprMemberSet } from '../kasprmemberset/resource.ts'
import { selectorLabels } from '../labels.ts'
import type { App } from './app.ts'
import type { DayTwo } from './members/day-two.ts'
import { heartbeatOf } from './members/report.ts'

const periodSeconds = 10

/** What the steward watches for this app, and what it shall do. Same name as the StatefulSet (design §6). */
export const memberSet = (app: App, { operations, entries }: Pick<DayTwo, 'operations' | 'entries'>): Child => child(KasprMemberSet, {
  metadata: { name: app.names.component, namespace: app.namespace, labels: app.labels },
  spec: {
    selector: { matchLabels: { ...selectorLabels(app.name) } },
    statefulSet: app.names.component,
    port: portOf(app),
    paths: { status: '/status/', rebalance: '/signal/rebalance' },
    polling: { enabled: app.settings.asksMembers, periodSeconds, timeoutSeconds: app.settings.memberTimeoutSeconds, heartbeatSeconds: heartbeatOf(entries) },
    claims: { prefix: `${app.names.dataVolume}-${app.names.component}-`, packages: app.names.packagesClaim },
    operations: [...operations],
  },
})

/** While the app is paused its pods keep the port that they have. */
const portOf = ({ isPaused, observed: { memberSet: observed }, runtime }: App): number =>
  (isPaused ? observed?.spec.port : undefined) ?? runtime.webPort
