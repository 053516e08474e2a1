import ts from 'typescript'
import type { Rendered } from './helm.ts'

const modules: Readonly<Record<string, string>> = {
  'v1': 'core/v1', 'apps/v1': 'apps/v1', 'autoscaling/v2': 'autoscaling/v2', 'policy/v1': 'policy/v1', 'networking.k8s.io/v1': 'networking/v1', 'rbac.authorization.k8s.io/v1': 'rbac/v1',
}

/** Objects whose types we have: those of Kubernetes itself. */
export const isTyped = ({ apiVersion }: Rendered): boolean => apiVersion in modules

/** What the types of Kubernetes have against objects: unknown fields, and values of another type. One line each. */
export const typeProblems = (objects: readonly Rendered[]): readonly string[] => {
  const file = `${process.cwd()}/test/chart/rendered-objects.ts`
  const text = [...new Set(objects.filter(isTyped).map((object) => JSON.stringify(object, quantitiesAsText)))].map(literal).join('\n')
  const options: ts.CompilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, version, ...more) => name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version, ...more)
  host.fileExists = (name) => name === file || fileExists(name)
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ messageText, start = 0 }) => `${ts.flattenDiagnosticMessageText(messageText, ' ')} (${text.slice(start, start + 80)})`)
}

/** Both are right, the types know one. */
const quantitiesAsText = (key: string, value: unknown): unknown => /^(cpu|memory|ephemeral-storage)$/.test(key) && typeof value === 'number' ? String(value) : value

const literal = (json: string, index: number): string => {
  const { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string } = JSON.parse(json)
  return `export const o${index}: import('kubernetes-types/${modules[apiVersion] ?? ''}.js').${kind} = ${json}`
}
