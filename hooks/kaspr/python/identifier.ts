/** Whether Python takes a text as the name of a parameter: an ASCII identifier and no keyword (Kaspr resources, rule 38). */
export const isPythonIdentifier = (text: string): boolean => identifier.test(text) && !keywords.has(text)

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/

const keywords: ReadonlySet<string> = new Set([
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else',
  'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise',
  'return', 'try', 'while', 'with', 'yield',
])
