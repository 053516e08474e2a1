import type ts from 'typescript'

export interface RuleInput {
  readonly file: ts.SourceFile
  readonly checker: ts.TypeChecker
}

interface Said {
  readonly code: string
  readonly message: string
  /** An error when absent. */
  readonly severity?: 'error' | 'warning'
}

/** What a rule has against a node, or against a stretch of the text. */
export type Finding = Said & ({ readonly node: ts.Node } | { readonly from: number; readonly to: number })

export type Rule = (node: ts.Node, input: RuleInput) => Finding | undefined
