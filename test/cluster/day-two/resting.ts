import { setTimeout as pause } from 'node:timers/promises'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { openAuditLog } from '../harness/audit-log.ts'
import type { AuditedWrite } from '../harness/audit-log.ts'
import { quiet } from '../harness/stage.ts'
import { begin, read } from './app-looks.ts'
import type { Scenario } from './scenario.ts'

const restSeconds = 60

export const resting = (layout: Layout): Scenario => ({
  name: 'S3: while nothing changes nothing is written but a heartbeat a minute',
  app: 'rest',
  play: async (world, t, app) => {
    const { stage } = world
    await read(stage, 'rest-reads', { owner: app, topic: 'rides' })
    await begin(world, app)
    const isOurs = ({ namespace, name }: AuditedWrite): boolean => namespace === stage.namespace && name.startsWith(app)
    await quiet({ ...stage, writes: () => [...stage.writes(), ...stage.stewardWrites()].filter(isOurs) })
    const audit = openAuditLog(layout)
    await pause(restSeconds * 1000)
    t.strictSame(audit.operatorWrites().filter(isOurs), [], `no write of the operator in ${restSeconds} seconds`)
    const beats = audit.stewardWrites().filter(isOurs)
    t.comment(`${beats.length} heartbeats`)
    t.strictSame(beats.filter(({ resource, subresource }) => resource !== 'kasprmembersets' || subresource !== 'status'), [])
    t.ok(beats.length <= 1, 'at most one a minute')
  },
})
