import { wordsOf } from '../complaints.ts'

/** What came of an operation, before it has a time. */
export interface Result {
  readonly state: 'Succeeded' | 'Failed'
  readonly message: string
}

export const succeeded = (message: string): Result => ({ state: 'Succeeded', message })
export const failed = (message: string): Result => ({ state: 'Failed', message })

/** A failure in the words of an error. */
export const failedBy = (error: unknown): Result => failed(wordsOf(error))

/** What a process that ended in the middle of an operation leaves behind; the hook asks again under a new id. */
export const lostToRestart = failed('The steward was restarted before it could write down what came of this')
