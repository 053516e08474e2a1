import type { Test } from 'tap'
import { openApi } from '../../../scripts/cluster/api.ts'
import type { Api } from '../../../scripts/cluster/api.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { connect } from '../../../src/kube/connect.ts'
import { openAuditLog } from '../harness/audit-log.ts'
import type { AuditLog } from '../harness/audit-log.ts'
import { openObjects } from '../harness/objects.ts'
import type { Objects } from '../harness/objects.ts'
import { mayMove, mayRead, person } from './person.ts'
import type { Person } from './person.ts'
import { sight } from './sight.ts'
import type { Sight } from './sight.ts'
import { migrate } from './terminal.ts'
import type { Typed } from './terminal.ts'

/** A cluster whose apps move, and who is there. */
export interface World {
  readonly layout: Layout
  readonly api: Api
  readonly objects: Objects
  readonly audit: AuditLog
  /** May do what a move needs and no more. */
  readonly mover: Person
  /** May look. */
  readonly reader: Person
  /** What the mover types after `kaspr-hooks migrate`. */
  readonly migrate: (...args: readonly string[]) => Promise<Typed>
  /** What there is; of some kinds, when they are named. */
  readonly look: (...kinds: readonly string[]) => Promise<Sight>
  readonly close: () => void
}

/** One chapter of the story; each begins where the one before ended. */
export type Chapter = (world: World, t: Test) => Promise<void>

export const openWorld = async (layout: Layout): Promise<World> => {
  const api = openApi(layout.kubeconfig)
  const client = connect({ file: layout.kubeconfig, env: {}, userAgent: 'kaspr-hooks-tests' })
  const objects = openObjects(layout)
  const mover = await person(api, layout, { name: 'mover', rules: mayMove })
  return {
    layout, api, objects, mover,
    audit: openAuditLog(layout),
    reader: await person(api, layout, { name: 'reader', rules: mayRead }),
    migrate: (...args) => migrate(mover.kubeconfig, args),
    look: (...kinds) => sight(client, kinds),
    close: () => {
      for (const { close } of [api, client, objects]) close()
    },
  }
}
