import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { everyKind, joined, packaged } from './family/appearing.ts'
import { namespaceOf } from './family/scenarios.ts'
import { openAuditLog } from './harness/audit-log.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'
import { onStage, quiet } from './harness/stage.ts'

const layout = theLayout()
const restSeconds = 60

t.test(`nothing is written at rest, with ${chosenOperator()}`, (t) => withOperator(layout, () =>
  onStage(layout, `rest-${namespaceOf(everyKind)}`, (first) => onStage(layout, `rest-${namespaceOf(joined)}`, (second) => onStage(layout, `rest-${namespaceOf(packaged)}`, async (third) => {
    await everyKind.play(first, t)
    await joined.play(second, t)
    await packaged.play(third, t)
    for (const stage of [first, second, third]) await quiet(stage)
    t.ok(first.writes().length > 0, 'the log knows what was written before')
    const audit = openAuditLog(layout)
    await pause(restSeconds * 1000)
    t.strictSame(audit.operatorWrites(), [], `no write request in ${restSeconds} seconds`)
  })))))
