export type { JsonObject, JsonValue } from '../protocol/json.ts'
export { isObject, isRawNumber, rawNumberText } from '../protocol/json.ts'
