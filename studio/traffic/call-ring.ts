import { parseJsonText } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { ProgramCall } from './traffic.ts'

/** How much is kept. Counts, and bytes of JSON. */
export interface CallLimits {
  readonly eachParent: number
  readonly eachProgram: number
  /** Of all programs together. */
  readonly bytes: number
}

export const callLimits: CallLimits = { eachParent: 20, eachProgram: 200, bytes: 64 * 1024 * 1024 }

/** A call as text: as an object it would take many times as much. */
interface Kept {
  readonly id: string
  readonly program: string
  readonly parent: string
  readonly text: string
  readonly bytes: number
}

/** The newest calls of all programs. */
export class CallRing {
  readonly #limits: CallLimits
  /** Oldest first. */
  readonly #programs = new Map<string, Kept[]>()
  #bytes = 0

  constructor(limits: CallLimits = callLimits) {
    this.#limits = limits
  }

  add(call: ProgramCall): void {
    const text = JSON.stringify(call)
    const { id, program, parent: { uid, namespace, name } } = call
    const kept = { id, program, parent: uid || `${namespace ?? ''}/${name}`, text, bytes: Buffer.byteLength(text) }
    const ring = this.#programs.get(program) ?? []
    this.#programs.set(program, ring)
    ring.push(kept)
    this.#bytes += kept.bytes
    const { eachParent, eachProgram } = this.#limits
    if (ring.filter(({ parent }) => parent === kept.parent).length > eachParent) this.#drop(ring, ring.findIndex(({ parent }) => parent === kept.parent))
    if (ring.length > eachProgram) this.#drop(ring, 0)
    while (this.#bytes > this.#limits.bytes) this.#drop(this.#largest(), 0)
  }

  /** Newest first. */
  calls(program: string): readonly ProgramCall[] {
    return (this.#programs.get(program) ?? []).map(read).toReversed()
  }

  call(id: string): ProgramCall | undefined {
    for (const ring of this.#programs.values()) {
      const found = ring.find((kept) => kept.id === id)
      if (found !== undefined) return read(found)
    }
    return undefined
  }

  get bytes(): number {
    return this.#bytes
  }

  #drop(ring: Kept[], at: number): void {
    const [dropped] = ring.splice(at, 1)
    this.#bytes -= dropped?.bytes ?? 0
    if (dropped !== undefined && ring.length === 0) this.#programs.delete(dropped.program)
  }

  /** Who fills the memory gives way; the calls of others stay. */
  #largest(): Kept[] {
    const weight = (ring: readonly Kept[]): number => ring.reduce((sum, { bytes }) => sum + bytes, 0)
    return [...this.#programs.values()].toSorted((a, b) => weight(b) - weight(a))[0] ?? []
  }
}

const read = ({ text }: Kept): ProgramCall => trusted<ProgramCall>(parseJsonText(text))
