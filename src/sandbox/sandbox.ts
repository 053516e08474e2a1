/** What a call may use. */
export interface SandboxLimits {
  readonly timeoutMs: number
  readonly memoryMiB: number
  readonly stackKiB: number
  readonly inputKiB: number
  readonly outputKiB: number
}

/** One call of a function that untrusted code exports. Everything crosses as text. */
export interface SandboxCall {
  /** JavaScript, one module. It may import nothing but `@studio/k8s`. */
  readonly code: string
  /** SHA-256 of the code: what workers keep of it is found by this. */
  readonly codeDigest: string
  /** Name of the file in stacks. */
  readonly file: string
  readonly exported: 'sync' | 'finalize'
  /** JSON. */
  readonly request: string
  /** RFC 3339, UTC: the only time that the code can see. */
  readonly now: string
  readonly limits: SandboxLimits
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export interface SandboxLog { readonly level: LogLevel; readonly message: string }

/** Why there is no answer. */
export type Kill = 'timeout' | 'memory' | 'stack' | 'input' | 'output' | 'exception' | 'missing' | 'notJson' | 'promise' | 'syntax' | 'import' | 'crash' | 'overloaded'

interface Used {
  readonly logs: readonly SandboxLog[]
  /** Lines that were not kept. */
  readonly droppedLogs: number
  readonly milliseconds: number
  /** Bytes of the engine's heap at the end of the call. */
  readonly memoryBytes: number
  /** Milliseconds that the call waited for a free worker. */
  readonly waited: number
}

export interface Answered extends Used { readonly ok: true; /** JSON. */ readonly output: string }
export interface Killed extends Used {
  readonly ok: false
  readonly kill: Kill
  readonly message: string
  /** Stack in the program's own file. */
  readonly stack?: string
}
export type SandboxResult = Answered | Killed

/** A pool of worker threads; every call has a context of its own. */
export interface Sandboxes {
  /** Never throws for what the code does. Throws EngineBroken when there is no engine to run it. */
  readonly run: (call: SandboxCall) => Promise<SandboxResult>
  readonly load: () => { readonly workers: number; readonly busy: number; readonly queued: number }
  readonly stop: () => Promise<void>
}
