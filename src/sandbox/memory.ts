import { Buffer } from 'node:buffer'
import { EngineUnknown } from '../protocol/errors.ts'

/** What is needed of an instance: its memory, and its allocator. */
interface Instance {
  readonly HEAPU8: Uint8Array
  readonly _malloc: (bytes: number) => number
  readonly _free: (pointer: number) => void
}

/** WebAssembly.Memory, as far as it is used here. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer
}

/**
 * The linear memory of one instance. The engine's own memory limit counts blocks and not their bytes in this build, so
 * the limit is kept here: the memory cannot grow, and what a call may not have of it is taken away before the call.
 */
export interface Memory {
  /** Bytes from now on, counted from what is in use now. */
  readonly limit: (bytes: number) => void
  /** Bytes of the heap, in steps of 64 KiB. */
  readonly used: () => number
  /** Takes an image of now; what it gives back makes every byte of now what it was, whatever a program did since. */
  readonly image: () => () => void
}

export const page = 65_536

export const memoryOf = (linear: LinearMemory, instance: Instance): Memory => {
  const breakAt = breakIn(instance)
  const end = (): number => new Uint32Array(linear.buffer)[breakAt] ?? 0
  let start = end()
  let taken = 0
  let heapAt = start
  const limit = (bytes: number): void => {
    const before = end()
    const spare = linear.buffer.byteLength - start - bytes
    if (spare > 0) instance._malloc(spare)
    taken = end() - before
  }
  const image = (): (() => void) => {
    const free = freeIn(instance, end)
    start = end() - free
    const now = new Uint8Array(linear.buffer)
    const parts = partsOf(now.subarray(0, end()))
    heapAt = parts.at(-1)?.at ?? start
    return () => {
      for (const { at, bytes } of parts) now.set(bytes, at)
    }
  }
  return { limit, image, used: () => end() - taken - heapAt }
}

/** Bytes that can be had before the end of the memory moves; it moves by this. */
const freeIn = (instance: Instance, end: () => number): number => {
  const before = end()
  const blocks: number[] = []
  while (end() === before) blocks.push(instance._malloc(page))
  for (const block of blocks) instance._free(block)
  return blocks.length * page
}

/** Index of the word in which the allocator keeps the end of its memory: the highest of those that grow with it. */
const breakIn = (instance: Instance): number => {
  const words = (): Uint32Array => new Uint32Array(instance.HEAPU8.buffer)
  const size = 2 * 1024 * 1024
  const before = words().slice(0, page * 4)
  const pointer = instance._malloc(size)
  const after = words()
  const [found] = [...before.keys()]
    .filter((at) => (after[at] ?? 0) - (before[at] ?? 0) >= size / 2 && (after[at] ?? 0) >= pointer + size && (after[at] ?? 0) <= after.byteLength)
    .toSorted((a, b) => (after[b] ?? 0) - (after[a] ?? 0))
  instance._free(pointer)
  if (found === undefined) throw new EngineUnknown()
  return found
}

interface Part {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Static data behind the last byte that is not zero: no build has as much. */
const zeroData = 4 * page

/** All but the stack that nobody used yet: its bytes mean nothing, and they are most of the memory. */
const partsOf = (now: Uint8Array): readonly Part[] => {
  const { at, length } = longestZeros(now)
  const stack = at + zeroData
  return [
    { at: 0, bytes: now.slice(0, stack) },
    { at: at + length, bytes: now.slice(Math.max(stack, at + length)) },
  ]
}

/** In steps of 4 KiB. */
const longestZeros = (now: Uint8Array): { readonly at: number; readonly length: number } => {
  const step = 4096
  const zeros = Buffer.alloc(step)
  let best = { at: 0, length: 0 }
  let at = 0
  for (let next = 0; next + step <= now.length; next += step) {
    if (zeros.compare(now, next, next + step) !== 0) at = next + step
    else if (next + step - at > best.length) best = { at, length: next + step - at }
  }
  return best
}
