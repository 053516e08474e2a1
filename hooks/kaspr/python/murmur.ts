/**
 * MurmurHash3, x64 variant, 128 bit, seed 0, of a text's UTF-8 bytes. The answer is the 16 bytes of the hash read as one
 * little-endian unsigned integer, in decimal. Contract: Kaspr resources, section 6.1, step 2.
 */
export const murmurDecimal = (text: string): string => {
  const bytes = utf8.encode(text)
  const murmur = new Murmur()
  const whole = bytes.length - bytes.length % blockSize
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let offset = 0; offset < whole; offset += blockSize) murmur.block(view, offset)
  murmur.tail(bytes.subarray(whole))
  return murmur.finish(bytes.length)
}

const utf8 = new TextEncoder()
const blockSize = 16

interface Halves { readonly low: number, readonly high: number }

/** An integer of 64 bits in two halves, changed in place: no allocation and no BigInt for each block. Overflow is cut. */
class Word implements Halves {
  low = 0
  high = 0

  read(view: DataView, offset: number): void {
    this.low = view.getInt32(offset, true)
    this.high = view.getInt32(offset + 4, true)
  }

  times(factor: Halves): void {
    const low = this.low
    this.low = Math.imul(low, factor.low)
    this.high = (highOfProduct(low, factor.low) + Math.imul(this.high, factor.low) + Math.imul(low, factor.high)) | 0
  }

  /** By 1 to 31 bits to the left. */
  rotate(bits: number): void {
    const { low, high } = this
    this.low = (low << bits) | (high >>> (32 - bits))
    this.high = (high << bits) | (low >>> (32 - bits))
  }

  swapHalves(): void {
    const low = this.low
    this.low = this.high
    this.high = low
  }

  plus(term: Halves): void {
    const low = (this.low + term.low) | 0
    const carry = (low >>> 0) < (term.low >>> 0) ? 1 : 0
    this.low = low
    this.high = (this.high + term.high + carry) | 0
  }

  xor(mask: Halves): void {
    this.low ^= mask.low
    this.high ^= mask.high
  }

  /** this ^= this >>> 33 */
  foldDown(): void {
    this.low ^= this.high >>> 1
  }

  avalanche(): void {
    this.foldDown()
    this.times(avalancheFirst)
    this.foldDown()
    this.times(avalancheSecond)
    this.foldDown()
  }

  hex(): string {
    return hexDigits(this.high) + hexDigits(this.low)
  }
}

class Murmur {
  readonly #first = new Word()
  readonly #second = new Word()
  readonly #key = new Word()

  block(view: DataView, offset: number): void {
    this.#key.read(view, offset)
    this.#absorbFirst()
    this.#first.rotate(27)
    this.#first.plus(this.#second)
    this.#first.times(five)
    this.#first.plus(firstStep)
    this.#key.read(view, offset + 8)
    this.#absorbSecond()
    this.#second.rotate(31)
    this.#second.plus(this.#first)
    this.#second.times(five)
    this.#second.plus(secondStep)
  }

  /** Fewer bytes than a block. Zeros after them change nothing: a key of zero leaves the state as it is. */
  tail(rest: Uint8Array): void {
    const padded = new Uint8Array(blockSize)
    padded.set(rest)
    const view = new DataView(padded.buffer)
    this.#key.read(view, 8)
    this.#absorbSecond()
    this.#key.read(view, 0)
    this.#absorbFirst()
  }

  finish(length: number): string {
    const size = { low: length, high: 0 }
    this.#first.xor(size)
    this.#second.xor(size)
    this.#addCrosswise()
    this.#first.avalanche()
    this.#second.avalanche()
    this.#addCrosswise()
    return BigInt(`0x${this.#second.hex()}${this.#first.hex()}`).toString()
  }

  #addCrosswise(): void {
    this.#first.plus(this.#second)
    this.#second.plus(this.#first)
  }

  #absorbFirst(): void {
    this.#key.times(firstFactor)
    this.#key.rotate(31)
    this.#key.times(secondFactor)
    this.#first.xor(this.#key)
  }

  #absorbSecond(): void {
    this.#key.times(secondFactor)
    this.#key.swapHalves()
    this.#key.rotate(1)
    this.#key.times(firstFactor)
    this.#second.xor(this.#key)
  }
}

// The algorithm's constants.
const firstFactor: Halves = { high: 0x87c37b91 | 0, low: 0x114253d5 }
const secondFactor: Halves = { high: 0x4cf5ad43, low: 0x2745937f }
const five: Halves = { high: 0, low: 5 }
const firstStep: Halves = { high: 0, low: 0x52dce729 }
const secondStep: Halves = { high: 0, low: 0x38495ab5 }
const avalancheFirst: Halves = { high: 0xff51afd7 | 0, low: 0xed558ccd | 0 }
const avalancheSecond: Halves = { high: 0xc4ceb9fe | 0, low: 0x1a85ec53 }

/** Upper 32 bits of the product of two unsigned integers of 32 bits. */
const highOfProduct = (left: number, right: number): number => {
  const rightLow = right & 0xffff
  const rightHigh = right >>> 16
  const leftLow = left & 0xffff
  const leftHigh = left >>> 16
  const middle = leftHigh * rightLow + (Math.imul(leftLow, rightLow) >>> 16)
  const carried = leftLow * rightHigh + (middle & 0xffff)
  return Math.imul(leftHigh, rightHigh) + (middle >>> 16) + (carried >>> 16)
}

const hexDigits = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')
