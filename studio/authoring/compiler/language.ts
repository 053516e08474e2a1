import ts from 'typescript'
import { packagedFile, packagedModule } from './packaged-files.ts'

export const programFile = '/program.ts'
export const contractFile = '/contract.ts'
/** The program once more, in a form in which mistakes of an answer are found where they stand; mostly empty. */
export const returnsFile = '/returns.ts'
const typesFile = '/studio.d.ts'

/** What a program exports must be what the Studio calls: the compiler compares them here, out of sight. */
const contract = `
import type * as program from './program.ts'
declare const given: typeof program
export const sync: Sync = given.sync
export const finalize: Finalize = given.finalize
`

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  types: [],
  typeRoots: [],
}

/** TypeScript's language service over files that exist nowhere but here. */
export interface Language {
  readonly service: ts.LanguageService
  /** Puts a program and its types in place of those before. */
  readonly open: (source: string, types: string) => void
  /** Puts a second form of the program beside it. */
  readonly openReturns: (text: string) => void
}

export const language = (): Language => {
  const texts = new Map([[contractFile, contract]])
  let version = 0
  return {
    service: ts.createLanguageService(hostOf(texts, () => String(version)), ts.createDocumentRegistry()),
    open: (source, types) => {
      if (texts.get(programFile) === source && texts.get(typesFile) === types) return
      version += 1
      texts.set(programFile, source).set(typesFile, types).set(returnsFile, '')
    },
    openReturns: (text) => {
      version += 1
      texts.set(returnsFile, text)
    },
  }
}

const hostOf = (texts: ReadonlyMap<string, string>, version: () => string): ts.LanguageServiceHost => {
  const read = (name: string): string | undefined => texts.get(name) ?? packagedFile(name)
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (name) => texts.has(name) ? version() : '0',
    getScriptSnapshot: (name) => {
      const text = read(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => '/lib/lib.es2023.d.ts',
    useCaseSensitiveFileNames: () => true,
    fileExists: (name) => read(name) !== undefined,
    readFile: read,
    directoryExists: () => false,
    getDirectories: () => [],
    resolveModuleNameLiterals: (literals, importing) => literals.map(({ text }) => ({ resolvedModule: moduleOf(text, importing) })),
    resolveTypeReferenceDirectiveReferences: (references) => references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  }
}

/** A program imports nothing that is a file: `@studio/k8s` is declared by its types. */
const moduleOf = (specifier: string, importing: string): ts.ResolvedModuleFull | undefined => {
  if (importing === programFile || importing === returnsFile) return undefined
  const file = importing === contractFile ? programFile : packagedModule(specifier, importing)
  return file === undefined ? undefined : { resolvedFileName: file, extension: file.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts }
}
