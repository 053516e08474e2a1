import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'

interface Values { readonly current: string; readonly wanted: string; readonly same?: boolean }

/** A wish for a field that cannot change: the observed value stays, and the condition says so. */
export const keptField = (path: string, { current, wanted, same = current === wanted }: Values, why: string): readonly Problem[] =>
  same ? [] : [problem(path, `stays "${current}": ${why}`)]
