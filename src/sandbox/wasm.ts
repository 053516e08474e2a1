import release from '@jitl/quickjs-wasmfile-release-sync'
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { EngineUnknown } from '../protocol/errors.ts'
import { trusted } from '../protocol/trusted.ts'
import { memoryOf, page } from './memory.ts'
import type { EmscriptenModule as Emscripten, EmscriptenModuleLoaderOptions, QuickJSSyncVariant, QuickJSWASMModule } from 'quickjs-emscripten-core'
import type { LinearMemory, Memory } from './memory.ts'

/** The engine's WebAssembly, compiled. Threads share the machine code of one of these. */
export type Compiled = object

interface Platform {
  readonly WebAssembly: {
    readonly compile: (bytes: Uint8Array) => Promise<Compiled>
    readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => LinearMemory
  }
}

const { WebAssembly } = trusted<Platform>(globalThis)

type Loader = (options: EmscriptenModuleLoaderOptions) => Promise<Emscripten>

/** Compiles the engine, once a process: some 20 ms. */
export const compiled = async (): Promise<Compiled> => {
  const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
  return WebAssembly.compile(await readFile(file))
}

/** Static data, a stack of 5 MiB, built-in objects. */
const own = 8 * 1024 * 1024

/** One instance with memory of its own. */
export interface Instance {
  readonly module: QuickJSWASMModule
  readonly memory: Memory
}

/** Memory for the engine itself and `bytes` more; what is not used costs addresses only. It never grows. */
export const instance = async (code: Compiled, bytes: number): Promise<Instance> => {
  const pages = Math.ceil((own + bytes) / page)
  const linear = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const made: Emscripten[] = []
  const variant = withNativeText(trusted(newVariant(trusted<QuickJSSyncVariant>(release), { wasmModule: trusted(code), wasmMemory: trusted(linear) })), (module) => made.push(module))
  const module = await newQuickJSWASMModuleFromVariant(variant)
  const [emscripten] = made
  if (emscripten === undefined) throw new EngineUnknown()
  return { module, memory: memoryOf(linear, emscripten) }
}

/** The glue writes text byte by byte in JavaScript, which costs more than parsing the request. Node does it natively. */
const withNativeText = (given: QuickJSSyncVariant, loaded: (module: Emscripten) => void): QuickJSSyncVariant => ({
  ...given,
  importModuleLoader: async () => {
    const load = await given.importModuleLoader()
    return trusted(async (options: EmscriptenModuleLoaderOptions) => {
      const module = await trusted<Loader>(load)(options)
      module.lengthBytesUTF8 = (text) => Buffer.byteLength(text)
      module.stringToUTF8 = (text, pointer) => {
        const size = Buffer.byteLength(text)
        Buffer.from(module.HEAPU8.buffer, pointer, size + 1).write(text, 0, size)
        module.HEAPU8[pointer + size] = 0
      }
      loaded(module)
      return module
    })
  },
})
