import { invoke } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import { sha256Hex } from '../kit/hash.ts'
import type { Settings } from '../kit/settings.ts'
import { messageOf } from './engine-errors.ts'
import type { CallHook, HookCall, HookReply } from './hook-call.ts'
import type { Clock } from './object-store.ts'
import { timestamp } from '../kit/timestamp.ts'

export interface InProcessOptions {
  readonly clock: Clock
  readonly settings: Settings
  /** Answers carry an ETag, and 304 is answered to a request that is the same as before; off when absent. */
  readonly withEtags?: boolean
}

/** Hooks of controllers of this project without a wire in between: errors become the status that the service would answer. */
export const inProcessHooks = (controllers: readonly Controller[], options: InProcessOptions): CallHook => {
  const byName = new Map(controllers.map((controller) => [controller.name, controller]))
  return (call) => {
    const controller = byName.get(call.controller)
    return controller === undefined ? { status: 404, body: `no controller ${call.controller}` } : answered(controller, call, options)
  }
}

const answered = (controller: Controller, call: HookCall, { clock, settings, withEtags = false }: InProcessOptions): HookReply => {
  const now = timestamp(clock.now())
  const tag = withEtags ? sha256Hex(JSON.stringify(call.request)) : undefined
  if (tag !== undefined && isGood(call.ifNoneMatch ?? '', tag, now)) return { status: 304, body: '' }
  try {
    const { body, resyncAfterSeconds } = invoke(controller, call.hook, { request: call.request, context: { now, settings } })
    return { status: 200, body, etag: tag === undefined ? undefined : etagOf(tag, now, resyncAfterSeconds) }
  } catch (error) {
    return { status: statusOf(error), body: messageOf(error) }
  }
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500

/** An answer that depends on the clock is good until it asks to be called again (design §9 no. 5). */
const etagOf = (tag: string, now: string, resyncAfterSeconds: number): string =>
  resyncAfterSeconds > 0 ? `"${tag}-${Date.parse(now) + resyncAfterSeconds * 1000}"` : `"${tag}"`

const isGood = (held: string, tag: string, now: string): boolean =>
  held === `"${tag}"` || (held.startsWith(`"${tag}-`) && Date.parse(now) < Number(held.slice(tag.length + 2, -1)))
