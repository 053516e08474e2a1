import type { HookName } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import { HookMissing, HookRefused, HookTimedOut, HookUnreachable, messageOf, throttled } from './engine-errors.ts'
import { EtagCache } from './etag-cache.ts'
import type { CallHook, HookCall, HookReply } from './hook-call.ts'
import { described } from './metadata.ts'
import type { Clock, StoredObject } from './object-store.ts'
import type { Observer } from './observer.ts'
import type { HookRegistration, Registration } from './registration.ts'
import { retryAfterSeconds } from './retry-after.ts'

export interface HookClientParts {
  readonly registration: Registration
  readonly callHook: CallHook
  readonly clock: Clock
  readonly observer: Observer
}

/** The hooks of one controller: status codes, ETags and time-outs (metacontroller.md §2.5, §2.6). */
export class HookClient {
  readonly #parts: HookClientParts
  readonly #etags = new Map<HookName, EtagCache>()

  constructor(parts: HookClientParts) {
    this.#parts = parts
    for (const hook of ['sync', 'finalize', 'customize'] as const) {
      const etag = parts.registration.hooks[hook]?.etag
      if (etag !== undefined) this.#etags.set(hook, new EtagCache(parts.clock, etag.lifetimeMilliseconds))
    }
  }

  /** Body of an accepted answer, not read yet. Throws HookUnreachable, HookTimedOut, HookRefused, or an error of `throttled`. */
  async call(hook: HookName, request: JsonObject, parent: StoredObject): Promise<string | JsonObject> {
    const { registration: { name, hooks }, clock } = this.#parts
    const registered = hooks[hook]
    if (registered === undefined) throw new HookMissing(name)
    const held = this.#etags.get(hook)?.get(parent)
    const reply = await this.#reply({ controller: name, hook, request, parent, ifNoneMatch: held?.etag }, registered)
    if (reply.status === 429) throw throttled(hook, retryAfterSeconds(reply.retryAfter, clock.now()))
    if (held !== undefined && isUnchanged(reply)) return held.body
    if (reply.status !== 200) throw new HookRefused(hook, reply.status, textOf(reply.body))
    if (reply.etag) this.#etags.get(hook)?.set(parent, reply.etag, reply.body)
    return reply.body
  }

  async #reply(call: HookCall, registered: HookRegistration): Promise<HookReply> {
    const began = this.#parts.clock.now()
    try {
      const replied = this.#parts.callHook(call)
      const reply = replied instanceof Promise ? await this.#inTime(call, replied, registered) : replied
      this.#tell(call, began, reply)
      return reply
    } catch (error) {
      this.#tell(call, began, { status: 0, body: messageOf(error) })
      throw error instanceof HookTimedOut ? error : new HookUnreachable(call.hook, messageOf(error))
    }
  }

  #inTime({ hook }: HookCall, reply: Promise<HookReply>, { timeoutMilliseconds }: HookRegistration): Promise<HookReply> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(timeoutMilliseconds, () => { reject(new HookTimedOut(hook, timeoutMilliseconds)) })
      reply.then(resolve, reject).finally(cancel)
    })
  }

  #tell({ controller, hook, request, parent }: HookCall, began: number, { status, body }: HookReply): void {
    const { observer, clock } = this.#parts
    observer.hook?.({ time: began, controller, hook, parent: described(parent), request, status, answer: body, milliseconds: clock.now() - began })
  }
}

const textOf = (body: string | JsonObject): string => typeof body === 'string' ? body : JSON.stringify(body)

/** 412 counts as 304 does. */
const isUnchanged = ({ status }: HookReply): boolean => status === 304 || status === 412
