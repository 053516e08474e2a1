// Which package entries an app may list, and which variables they name. Contract: Kaspr resources, section 4.4 and oddity 8.

const name = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`
const extras = String.raw`\[[A-Za-z0-9,._-]+\]`
const version = String.raw`[A-Za-z0-9._-]+`
const requirement = new RegExp(`^${name}(?:${extras})?(?:[<>=!~]=?${version}(?:,[<>=!~]+${version})*)?$`)

const rest = String.raw`[^\s"\x60\\]+`
const direct = new RegExp(`^(?:(?:(?:git|hg|svn|bzr)\\+)?(?:https?|ssh)://${rest}|git@[^\\s"\\x60\\\\:/]+:${rest})$`)

const reference = /(\$\{[A-Za-z_][A-Za-z0-9_]*\}|\$[A-Za-z_][A-Za-z0-9_]*)/

/** A stretch of a package entry: text as it stands, or a variable to expand from the container's environment. */
export type EntryPiece = { text: string } | { variable: string }

/**
 * Why an entry of `spec.pythonPackages.packages` is refused, or undefined when it may be installed.
 * Command substitution is refused although upstream runs it (oddity 8): an entry is data, never a program.
 */
export function packageProblem(entry: string): string | undefined {
  const trimmed = entry.trim()
  if (trimmed === '') return 'is blank'
  if (trimmed.includes('$(')) return 'contains "$(": commands are not run; only $NAME and ${NAME} are expanded'
  if (trimmed.includes('`')) return 'contains a back-quote: commands are not run; only $NAME and ${NAME} are expanded'
  if (requirement.test(trimmed) || direct.test(trimmed)) return undefined
  return 'is neither a package name with an optional version (numpy>=1.24,<2) nor a URL (git+https://…, git+ssh://…, https://…, git@host:path)'
}

/** Names that an entry references as `$NAME` or `${NAME}`, in order of first occurrence. Any other `$` is plain text. */
export function referencedVariables(entry: string): string[] {
  const names = entryPieces(entry).flatMap((piece) => ('variable' in piece ? [piece.variable] : []))
  return [...new Set(names)]
}

/** An entry cut at its references; empty stretches are left out. The one grammar for checking, passing on and expanding. */
export function entryPieces(entry: string): EntryPiece[] {
  return entry.split(reference).flatMap((part, index): EntryPiece[] => {
    if (part === '') return []
    return index % 2 === 1 ? [{ variable: part.replace(/[${}]/g, '') }] : [{ text: part }]
  })
}
