import type { JsonValue } from '../../src/protocol/json.ts'

/** A rule that something drawn by chance breaks, with what shows it. */
export class BrokenRule extends TypeError {
  readonly evidence: JsonValue

  constructor(rule: string, evidence: JsonValue) {
    super(rule)
    this.evidence = evidence
  }
}
