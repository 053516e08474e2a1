// The size limit of a package archive. Contract: Kaspr resources, section 4.5 (GCS mode) and row 28 of section 10.

const multiples = new Map([
  ['', 1],
  ['k', 1000],
  ['m', 1000 ** 2],
  ['g', 1000 ** 3],
  ['t', 1000 ** 4],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
  ['Ti', 1024 ** 4],
])

const size = /^(\d+(?:\.\d+)?|\.\d+)([A-Za-z]*)$/

/**
 * Bytes of `cache.gcs.maxArchiveSize`, rounded down. Undefined when the text is no number, has a suffix this field does not know
 * (`M`, `G`, `T`, `Pi` are not Kubernetes quantities here), or is beyond what a shell and we both count exactly.
 */
export function archiveBytes(text: string): number | undefined {
  const [, digits, suffix] = size.exec(text) ?? []
  const multiple = multiples.get(suffix ?? '')
  if (digits === undefined || multiple === undefined) return undefined
  const bytes = Math.floor(Number(digits) * multiple)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}
