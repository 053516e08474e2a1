import type { AuditedWrite } from '../harness/audit-log.ts'
import type { Stage } from '../harness/stage.ts'

/** What the API server wrote down about the runs of the one group on a stage. */
export interface RunLog {
  /** Pods that the operator has created. */
  readonly created: number
  /** Pods that were created before the one before them had ended. */
  readonly overlaps: readonly string[]
}

interface Moment { readonly time: string; readonly name: string; readonly begins: boolean }

const isCreation = ({ verb, resource, status }: AuditedWrite): boolean => verb === 'create' && resource === 'pods' && status < 300

const isEnding = ({ verb, resource, subresource, status }: AuditedWrite): boolean =>
  verb === 'patch' && resource === 'pods' && subresource === 'status' && status < 300

/** Reads the log. Only for groups whose runs all end by the tests' hand: kubelets and deletions are not looked at. */
export const runLog = (stage: Stage): RunLog => {
  const began = stage.writes().filter(isCreation).map(({ time, name }): Moment => ({ time, name, begins: true }))
  const ended = stage.ownWrites().filter(isEnding).map(({ time, name }): Moment => ({ time, name, begins: false }))
  const moments = [...began, ...ended].toSorted((a, b) => a.time < b.time ? -1 : 1)
  return { created: began.length, overlaps: overlapsIn(moments) }
}

/** Pods of a strict slot share a name, so only what is open counts. */
const overlapsIn = (moments: readonly Moment[]): readonly string[] => {
  const found: string[] = []
  let open: string | undefined
  for (const { name, begins, time } of moments) {
    if (begins && open !== undefined) found.push(`${time}: ${name} began while ${open} ran`)
    if (begins) open = name
    else if (open === name) open = undefined
  }
  return found
}
