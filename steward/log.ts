type Line = (fields: Readonly<Record<string, unknown>>, message: string) => void

/** Where the steward says what it does; pino is one. */
export interface Log {
  readonly debug: Line
  readonly info: Line
  readonly warn: Line
}
