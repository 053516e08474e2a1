import { codeOf } from '../src/engine/api-errors.ts'
import { messageOf } from '../src/engine/engine-errors.ts'
import type { Finding } from './finding.ts'

/** Findings of a part of a check. What the API server does not let us read, or fails to, is a finding too. */
export const unlessUnread = async (check: string, work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await work()
  } catch (error) {
    return [notChecked(check, error)]
  }
}

export const notCheckedWhy = {
  right: 'what may not be read is not known to be well',
  failed: 'what could not be read is not known to be well',
} as const

const notChecked = (check: string, error: unknown): Finding => {
  const right = codeOf(error) === 'KH_API_FORBIDDEN' ? /^(.*?): not allowed: /.exec(messageOf(error))?.[1] : undefined
  return {
    check,
    code: 'NotChecked',
    object: null,
    severity: 'warning',
    what: right === undefined ? `not checked: ${codeOf(error)}: ${messageOf(error)}` : `not checked: the right to ${right} is missing`,
    why: right === undefined ? notCheckedWhy.failed : notCheckedWhy.right,
    mend: right === undefined ? 'kubectl get --raw /readyz?verbose' : `kubectl auth can-i ${right}`,
  }
}
