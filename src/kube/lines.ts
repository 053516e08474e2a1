/** Longer lines are refused: no object of an API server comes near. */
const mostBytes = 64 * 1024 * 1024

/** Lines of a stream of bytes, without their ends and without empty ones. What comes last without an end counts too. */
export const linesOf = async function* (stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)])
      parts = []
      length = 0
      from = end + 1
      if (line.length > 0) yield line
    }
    parts.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > mostBytes) return
  }
  const rest = Buffer.concat(parts)
  if (rest.length > 0) yield rest
}
