import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { KasprMemberSet } from '../kasprmemberset/resource.ts'
import type { Operation } from '../kasprmemberset/resource.ts'
import { selectorLabels } from '../labels.ts'
import type { App } from './app.ts'
import { heartbeatSeconds } from './members/report.ts'

const periodSeconds = 10

/** What the steward watches for this app, and what it shall do. Same name as the StatefulSet (design §6). */
export const memberSet = (app: App, operations: readonly Operation[]): Child => child(KasprMemberSet, {
  metadata: { name: app.names.component, namespace: app.namespace, labels: app.labels },
  spec: {
    selector: { matchLabels: { ...selectorLabels(app.name) } },
    statefulSet: app.names.component,
    port: app.runtime.webPort,
    paths: { status: '/status/', rebalance: '/signal/rebalance' },
    polling: { enabled: app.settings.asksMembers, periodSeconds, timeoutSeconds: app.settings.memberTimeoutSeconds, heartbeatSeconds },
    claims: { prefix: `${app.names.dataVolume}-${app.names.component}-` },
    operations: [...operations],
  },
})
