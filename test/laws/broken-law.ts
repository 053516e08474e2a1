/** A law that does not hold, with the request that shows it. */
export class BrokenLaw extends Error {
  readonly law: string
  readonly evidence: unknown

  constructor(law: string, message: string, evidence?: unknown) {
    super(`${law}: ${message}`)
    this.law = law
    this.evidence = evidence
  }
}
