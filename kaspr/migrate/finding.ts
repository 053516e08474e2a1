import type { ShownChange } from '../../src/diff/shown.ts'

export const findingCodes = [
  'OperatorRunning', 'OperatorSettings', 'RegisteredTooEarly', 'RegistrationUnmarked', 'DefinitionOutdated', 'Unreadable',
  'NoRestart', 'Restart', 'Refused', 'Failed', 'InvalidSpec', 'Paused', 'BeingDeleted',
  'Adopt', 'OwnerMissing', 'Retained', 'LeftOver', 'ForeignOwner', 'Missing', 'Kopf', 'RebalanceRequired', 'Step',
] as const
export type FindingCode = typeof findingCodes[number]

/** Something that a person should know before a move. Keys and codes are a contract with scripts. */
export interface Finding {
  /** `Kind namespace/name`, or `cluster`. */
  readonly object: string
  readonly code: FindingCode
  /** Somebody has to decide or to do something. */
  readonly needsPerson: boolean
  readonly message: string
  /** Objects of the parent that it is about. */
  readonly children?: readonly string[]
  /** Pods that are replaced. */
  readonly pods?: number
  readonly changes?: readonly ShownChange[]
  /** Of a step: whether there is nothing left to do. */
  readonly done?: boolean
}

type Details = Omit<Finding, 'object' | 'code' | 'needsPerson' | 'message'>

/** Something that takes its course. */
export const note = (object: string, code: FindingCode, { message, ...details }: Details & Pick<Finding, 'message'>): Finding =>
  ({ object, code, needsPerson: false, message, ...details })

/** Something for a person. */
export const warning = (object: string, code: FindingCode, { message, ...details }: Details & Pick<Finding, 'message'>): Finding =>
  ({ object, code, needsPerson: true, message, ...details })
