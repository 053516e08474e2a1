/** Rows as columns of one width each, as kubectl prints them; no blanks at the ends of lines. */
export const textTable = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const lines = [header, ...rows.map((row) => row.map(oneLine))]
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => [...cells[column] ?? ''].length)))
  return lines.map((cells) => `${cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join('   ').trimEnd()}\n`).join('')
}

/** Texts come from outside: control characters must not reach a terminal. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()

const padded = (cell: string, width: number): string => `${cell}${' '.repeat(Math.max(0, width - [...cell].length))}`

const units = [['d', 86_400], ['h', 3600], ['m', 60]] as const

/** Time between two moments in the largest unit that fits twice, as kubectl says it: `90s`, `5m`, `3h`, `12d`. */
export const ageText = (from: string | null, now: string): string => {
  const seconds = from === null ? NaN : Math.max(0, Math.round((Date.parse(now) - Date.parse(from)) / 1000))
  if (Number.isNaN(seconds)) return '-'
  const [name, size] = units.find(([, length]) => seconds >= 2 * length) ?? ['s', 1]
  return `${Math.floor(seconds / size)}${name}`
}
