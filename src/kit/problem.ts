/** A user's mistake: where it stands (`spec.storage.class`) and what is wrong, in words that finish "<path> …". */
export interface Problem {
  /** Reason of the conditions that show it; `InvalidSpec` when absent. */
  readonly reason?: string
  readonly path: string
  readonly message: string
}

export const problem = (path: string, message: string): Problem => ({ path, message })

/** One line for a condition or a terminal, at most `most` problems long. */
export const problemsText = (problems: readonly Problem[], most = 10): string => {
  const shown = problems.slice(0, most).map(({ path, message }) => `${path}: ${message}`)
  const rest = problems.length - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}
