import t from 'tap'
import { buildPath } from '../../../../hooks/environment/environment/builds/build-path.ts'

t.test('Part C 17: parts of a path are joined, and none leads out of the sources', async (t) => {
  const table: readonly (readonly [readonly string[], string | undefined])[] = [
    [[''], ''], [['.'], ''], [['./'], ''], [['web'], 'web'], [['./web/'], 'web'], [['/web'], 'web'], [['deploy/', './web'], 'deploy/web'], [['deploy', '../web'], 'web'],
    [['a//b/./c'], 'a/b/c'], [['..'], undefined], [['a/../..'], undefined], [['a', '../../b'], undefined], [['../a', 'b'], undefined],
  ]
  for (const [parts, expected] of table) t.equal(buildPath(...parts), expected, parts.join(' + '))
})
