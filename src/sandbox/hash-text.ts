/** SHA-256 (FIPS 180-4) for the inside of the engine, which has none: `sha256(text)` gives 64 hexadecimal digits of the UTF-8 bytes. */
export const hashText = String.raw`
const sha256 = (() => {
  const constants = []
  const start = []
  const wordOf = (root) => Math.floor((root - Math.floor(root)) * 4294967296) | 0
  for (let number = 2; constants.length < 64; number++) {
    let isPrime = true
    for (let factor = 2; factor * factor <= number; factor++) if (number % factor === 0) isPrime = false
    if (!isPrime) continue
    if (start.length < 8) start.push(wordOf(Math.sqrt(number)))
    constants.push(wordOf(Math.cbrt(number)))
  }
  const { encodeURIComponent: encode, unescape: decode } = globalThis
  const words = new Int32Array(64)
  const bytesOf = (text) => decode(encode(text.toWellFormed()))
  const digits = (word) => (word >>> 0).toString(16).padStart(8, '0')
  const mix = (state) => {
    for (let at = 16; at < 64; at++) {
      const a = words[at - 15], b = words[at - 2]
      const low = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)
      const high = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10)
      words[at] = (words[at - 16] + low + words[at - 7] + high) | 0
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let at = 0; at < 64; at++) {
      const big = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const one = (h + big + ((e & f) ^ (~e & g)) + constants[at] + words[at]) | 0
      const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const two = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0
    }
    const next = [a, b, c, d, e, f, g, h]
    for (let at = 0; at < 8; at++) state[at] = (state[at] + next[at]) | 0
  }
  return (given) => {
    const bytes = bytesOf(String(given))
    const blocks = ((bytes.length + 8) >> 6) + 1
    const state = start.slice()
    for (let block = 0; block < blocks; block++) {
      for (let word = 0; word < 16; word++) {
        let value = 0
        for (let byte = 0; byte < 4; byte++) {
          const at = block * 64 + word * 4 + byte
          value = (value << 8) | (at < bytes.length ? bytes.charCodeAt(at) : at === bytes.length ? 0x80 : 0)
        }
        words[word] = value
      }
      if (block === blocks - 1) {
        words[14] = Math.floor(bytes.length / 536870912)
        words[15] = (bytes.length << 3) | 0
      }
      mix(state)
    }
    return state.map(digits).join('')
  }
})()
`
