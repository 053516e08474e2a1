import { textOption } from '../../src/cli/command.ts'
import type { OptionValues, Terminal } from '../../src/cli/command.ts'
import { codeOf } from '../../src/engine/api-errors.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { isObject } from '../../src/protocol/json.ts'
import { connect } from '../../src/kube/connect.ts'
import type { KubeClient } from '../../src/kube/kube-client.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { silentLog } from '../../src/server/log.ts'
import { NotOffered } from '../errors.ts'
import { buildAudit } from '../life-cycle/audit.ts'
import type { Session } from '../life-cycle/session.ts'

/** The cluster that a command works on, and the person at work. */
export interface ProgramAccess {
  readonly store: ObjectStore
  /** Name of the person as the API server knows it. */
  readonly user: () => Promise<string>
  readonly close: () => void
}

/** How a command comes to its cluster; nothing is sent yet. Throws KubeConfigMissing or KubeConfigInvalid. */
export type OpenPrograms = (values: OptionValues, terminal: Terminal) => ProgramAccess

/** The cluster of the kubeconfig, as kubectl finds it. */
export const openPrograms: OpenPrograms = (values, { env }) => {
  const client = connect({ env, file: textOption(values, 'kubeconfig', '') || undefined, context: textOption(values, 'context', '') || undefined })
  return { store: kubeStore(client), user: () => userOf(client), close: client.close }
}

const userOf = async (client: KubeClient): Promise<string> => {
  const { status } = await client.call({
    method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', about: 'the review of who you are',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  })
  const info = isObject(status) ? status['userInfo'] : undefined
  const name = isObject(info) ? info['username'] : undefined
  if (typeof name !== 'string' || name === '') throw new NotOffered('A name for you')
  return name
}

/** Somebody at work with a terminal: every write is made with this person's own rights, and by the same rules as in the Studio. */
export const sessionOf = async ({ store, user }: ProgramAccess, terminal: Terminal): Promise<Session> => {
  const own = withoutStatusRight(store, terminal)
  return { user: await user(), store, own, clock: systemClock, audit: buildAudit({ own, clock: systemClock, log: silentLog() }) }
}

/**
 * Status of a revision is the Studio's own: most people may not write it, so that nobody forges approvals. What was done
 * stands without the note.
 */
const withoutStatusRight = (store: ObjectStore, { err }: Terminal): ObjectStore => ({
  ...store,
  updateStatus: async (kind, object) => {
    try {
      return await store.updateStatus(kind, object)
    } catch (error) {
      if (codeOf(error) !== 'KH_API_FORBIDDEN') throw error
      err(`the status of ${kind.kind} ${object.metadata.name} is not yours to write: no note was made there\n`)
      return object
    }
  },
})
