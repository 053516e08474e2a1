import { mostSource } from '../../hooks/program/hookrevision/resource.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { AuthoringBusy, AuthoringStopped } from '../errors.ts'
import type { Authoring, Diagnostic } from './authoring.ts'
import { compiler } from './compiler/compiler.ts'
import type { CompilerLimits } from './compiler/compiler.ts'
import type { CompilerAnswers, CompilerCall } from './compiler/compiler-call.ts'

export interface AuthoringOptions extends Partial<CompilerLimits> {
  /** How many calls may wait; 32 when absent. */
  readonly queue?: number
}

/** Checks, completes and explains programs in one worker thread: 10 s and 512 MiB a call, one call after the other. */
export const workerAuthoring = ({ milliseconds = 10_000, memoryMiB = 512, queue = 32 }: AuthoringOptions = {}): Authoring => {
  const { ask, stop } = compiler({ milliseconds, memoryMiB })
  const turn = turnsOf(queue)
  const answerTo = async <Ask extends CompilerCall['ask']>(call: CompilerCall & { readonly ask: Ask }, failed: (message: string) => CompilerAnswers[Ask]): Promise<CompilerAnswers[Ask]> => {
    if (Buffer.byteLength(call.source) > mostSource) return failed(tooLarge)
    const answer = await turn.take(() => ask(call))
    return 'value' in answer ? trusted<CompilerAnswers[Ask]>(answer.value) : failed(answer.failure)
  }
  return {
    check: (source, types, program) => answerTo({ ask: 'check', source, types, finalize: program?.finalize }, limitBroken),
    complete: (source, types, offset) => answerTo({ ask: 'complete', source, types, offset }, () => []),
    describe: (source, types, { offset, label }) => answerTo({ ask: 'describe', source, types, offset, label }, () => undefined),
    hover: (source, types, offset) => answerTo({ ask: 'hover', source, types, offset }, () => undefined),
    stop: async () => {
      turn.close()
      await stop()
    },
  }
}

const tooLarge = `A program has at most ${mostSource / 1024} KiB`

const limitBroken = (message: string): readonly Diagnostic[] =>
  [{ line: 1, column: 1, endLine: 1, endColumn: 1, severity: 'error', code: message === tooLarge ? 'STUDIO_SIZE' : 'STUDIO_LIMIT', message }]

interface Turns {
  readonly take: <Value>(work: () => Promise<Value>) => Promise<Value>
  readonly close: () => void
}

/** One after the other. Throws AuthoringBusy when too many wait, AuthoringStopped after the end. */
const turnsOf = (most: number): Turns => {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let isOpen = true
  return {
    take: async (work) => {
      if (waiting >= most) throw new AuthoringBusy(most)
      waiting += 1
      const turn = last.then(() => {
        if (!isOpen) throw new AuthoringStopped()
        return work()
      })
      last = turn.catch(() => undefined).then(() => { waiting -= 1 })
      return turn
    },
    close: () => { isOpen = false },
  }
}
