import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { startEngine } from './engine-operator.ts'
import { startMetacontroller } from './metacontroller-operator.ts'

/** Whoever runs our controllers against the API server. */
export interface Operator {
  /** Stops it and takes back what it registered. */
  readonly stop: () => Promise<void>
  /** Ends it as a crash would, and starts it again behind what happens meanwhile. */
  readonly restart: (meanwhile: () => Promise<void>) => Promise<void>
  /** No hook gives an answer while something happens. */
  readonly withoutHooks: (meanwhile: () => Promise<void>) => Promise<void>
}

export type OperatorName = 'engine' | 'metacontroller'

/** The engine, or Metacontroller where METACONTROLLER_BIN names one. */
export const chosenOperator = (): OperatorName => (process.env['METACONTROLLER_BIN'] ?? '') === '' ? 'engine' : 'metacontroller'

const starters = { engine: startEngine, metacontroller: startMetacontroller } as const

export interface OperatorChoice {
  readonly name?: OperatorName
  /** Settings of the hooks. */
  readonly settings?: Settings
}

/** Runs something while an operator is at work. */
export const withOperator = async (layout: Layout, body: (operator: Operator) => Promise<void>, { name = chosenOperator(), settings = {} }: OperatorChoice = {}): Promise<void> => {
  const operator = await starters[name](layout, settings)
  try {
    await body(operator)
  } finally {
    await operator.stop()
  }
}
