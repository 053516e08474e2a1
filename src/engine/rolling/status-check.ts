import { isObject } from '../../protocol/json.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { generationOf } from '../metadata.ts'
import type { StoredObject } from '../object-store.ts'
import type { RegisteredChild, StatusCheck } from '../registered-child.ts'

const statusOf = (child: StoredObject): JsonObject => isObject(child['status']) ? child['status'] : {}

const conditionsOf = (child: StoredObject): readonly JsonObject[] => {
  const conditions = statusOf(child)['conditions']
  return Array.isArray(conditions) ? conditions.filter(isObject) : []
}

/** Why a rollout waits for a child that is as the latest revision wants it; undefined when it does not (metacontroller.md §3.12, step 6). */
export const unhappiness = ({ method, statusChecks = [] }: RegisteredChild, child: StoredObject): string | undefined => {
  const words = `child ${child.kind} ${child.metadata.name}`
  const seen = statusOf(child)['observedGeneration']
  if (method === 'RollingInPlace' && typeof seen === 'number' && seen > 0 && seen < generationOf(child)) {
    return `${words} with ${method} update strategy hasn't observed latest spec`
  }
  const failed = statusChecks.map((check) => checkProblem(check, child)).find((problem) => problem !== undefined)
  return failed === undefined ? undefined : `${words} failed status check: ${failed}`
}

const checkProblem = ({ type, status, reason }: StatusCheck, child: StoredObject): string | undefined => {
  const condition = conditionsOf(child).find((one) => one['type'] === type)
  if (condition === undefined) return `required condition type missing: "${type}"`
  return fieldProblem(condition, 'status', status) ?? fieldProblem(condition, 'reason', reason)
}

const fieldProblem = (condition: JsonObject, field: 'status' | 'reason', wanted: string | undefined): string | undefined => {
  const found = typeof condition[field] === 'string' ? condition[field] : ''
  return wanted === undefined || found === wanted ? undefined : `"${String(condition['type'])}" condition ${field} is "${found}" (want "${wanted}")`
}
