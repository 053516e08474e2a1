import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { controllers } from '../../hooks/index.ts'
import { isResource } from '../../src/kit/resources.ts'

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter((file) => file !== '')
const sources = tracked.filter((file) => /^(src|hooks|steward|kaspr|environment|studio|doctor|package|web)\/.*\.ts$/.test(file))
const textOf = (file: string): string => readFileSync(file, 'utf8')

/** Lines of every function, blank and comment lines left out as in the lint budget. */
const functionLengths = (file: string): readonly number[] => {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true)
  const lengths: number[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) {
      lengths.push(node.getText(source).split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\*|\/\*)/.test(line)).length)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return lengths
}

t.test('nine of ten functions have at most 25 lines', async (t) => {
  const lengths = sources.flatMap(functionLengths)
  t.ok(lengths.length > 300)
  t.ok(lengths.filter((length) => length <= 25).length / lengths.length >= 0.9)
})

t.test('the toolkit knows no custom resource by name', async (t) => {
  const kinds = new RegExp(`\\b(${controllers.map(({ parent }) => parent).filter(isResource).map((parent) => `${parent.kind}|${parent.plural}`).join('|')})\\b`)
  t.strictSame(sources.filter((file) => file.startsWith('src/') && kinds.test(textOf(file))), [])
})

t.test('a controller is one folder and one line in hooks/index.ts', async (t) => {
  const index = textOf('hooks/index.ts')
  for (const { name, type } of controllers) {
    const folder = `/${name}/controller.ts'`
    t.equal(index.split(folder).length, 2, `${name} (${type}) is imported once`)
    t.strictSame(sources.filter((file) => file !== 'hooks/index.ts' && textOf(file).includes(folder)), [], `nobody else imports ${name}'s controller`)
  }
})

t.test('there is no drawer for odds and ends', async (t) => {
  t.strictSame(tracked.filter((file) => /(^|\/)(utils?|helpers?|types|common|misc)(\.ts|\/)/.test(file) && /^(src|hooks|steward|kaspr|environment|studio|doctor|package|web)\//.test(file)), [])
})

t.test('file names are kebab-case', async (t) => {
  t.strictSame(sources.filter((file) => !/^[a-z0-9/-]+\.ts$/.test(file)), [])
})

t.test('every dependency is pinned, and the lock file names no host', async (t) => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(textOf('package.json'))
  const versions: readonly string[] = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies })
  t.strictSame(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version)), [])
  t.notMatch(textOf('package-lock.json'), /"resolved"/)
})

t.test('no test is skipped, left over or narrowed', async (t) => {
  const tests = tracked.filter((file) => /^test\/.*\.ts$/.test(file) && !file.startsWith('test/house/'))
  t.strictSame(tests.filter((file) => /\b(t|test)\.(skip|todo|only)\b|\{\s*(skip|todo):/.test(textOf(file))), [])
})
