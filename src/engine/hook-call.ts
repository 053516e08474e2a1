import type { HookName } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { StoredObject } from './object-store.ts'

/** One POST to a webhook. */
export interface HookCall {
  readonly controller: string
  readonly hook: HookName
  /** Body of the request. */
  readonly request: JsonObject
  readonly parent: StoredObject
  /** Header `If-None-Match`. */
  readonly ifNoneMatch?: string | undefined
}

/** What the webhook answers. */
export interface HookReply {
  readonly status: number
  /** Body as text, or as the value that the text would have. */
  readonly body: string | JsonObject
  /** Header `ETag`. */
  readonly etag?: string | undefined
  /** Header `Retry-After`. */
  readonly retryAfter?: string | undefined
}

/** Calls a webhook. It rejects when there is no connection; an answer that never comes runs into the hook's timeout. */
export type CallHook = (call: HookCall) => HookReply | Promise<HookReply>
