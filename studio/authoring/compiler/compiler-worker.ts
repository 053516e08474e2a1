import { parentPort } from 'node:worker_threads'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { CompilerAnswer, CompilerAnswers, CompilerCall } from './compiler-call.ts'
import { completionNamed, completionsAt } from './completions.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { hintAt } from './hover.ts'
import { language } from './language.ts'

// Runs in a thread of its own: what a program makes the compiler do ends with the thread.

const compiler = language()
const { service, open } = compiler

const answer = (call: CompilerCall): CompilerAnswers[CompilerCall['ask']] => {
  open(call.source, call.types)
  switch (call.ask) {
    case 'check': return diagnosticsOf(compiler, call.finalize)
    case 'complete': return completionsAt(service, call.offset)
    case 'describe': return completionNamed(service, call.offset, call.label)
    case 'hover': return hintAt(service, call.offset)
  }
}

const answered = (call: CompilerCall): CompilerAnswer => {
  try {
    return { value: answer(call) }
  } catch (cause) {
    return { failure: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) }
  }
}

parentPort?.on('message', (message: unknown) => { parentPort?.postMessage(answered(trusted<CompilerCall>(message))) })
