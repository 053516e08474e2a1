import t from 'tap'
import { entryPieces, packageProblem, referencedVariables } from '../../../../../hooks/kaspr/kasprapp/packages/package-names.ts'

const accepted = [
  ...['requests', 'A', 'a.b_c', 'numpy==1.24.0', 'x>=1,<2', 'x~=1.4', 'x!=1', 'x[a,b]>=1', 'x=1', 'x~1', 'x!1'],
  'git+https://${TOKEN}@host/o/r.git@v1#egg=r',
  'git+ssh://git@host/o/r.git',
  'git@host:o/r.git',
  ...['hg+http://h/r', 'svn+https://h/r', 'bzr+ssh://h/r', 'http://h/f.whl', 'https://h/f.whl', 'ssh://h/r', ' requests '],
  "https://h/it's?a=$b&c|d;e",
]

const refused = [
  ...['a-', '-a', './local', 'x===1', 'x==1.*', 'x==1+cu1', 'x>==1', 'x[a b]', 'x>=1, <2', 'x;python_version<"3"', 'x>=1<2'],
  ...['name@https://host/f.whl', 'file:///x', 'git+git://h/r', 'git@host/o'],
  ...['', '  ', 'x[]', 'x==', 'x>=1,', 'é', '--index-url=https://h', 'https://', 'git@host:', 'https://h/a b', 'https://h/"', 'https://h/\\'],
  ...['https://h/$(id)', 'https://h/${A}$((1))', 'x$(id)', 'https://h/`id`'],
]

t.test('a name with an optional version, or a direct URL, has no problem', async (t) => {
  for (const entry of accepted) t.equal(packageProblem(entry), undefined, JSON.stringify(entry))
})

t.test('anything else is refused with a reason', async (t) => {
  for (const entry of refused) t.match(packageProblem(entry), /./, JSON.stringify(entry))
})

t.test('the reason for command substitution says what is wrong and what is expanded', async (t) => {
  t.match(packageProblem('git+https://$(cat /key)@h/r'), /contains "\$\(".*only \$NAME and \$\{NAME\}/)
  t.match(packageProblem('git+https://`cat`@h/r'), /contains a back-quote.*only \$NAME and \$\{NAME\}/)
  t.match(packageProblem('file:///x'), /neither a package name .* nor a URL/)
})

t.test('variables are named once, in order of first occurrence, in both spellings', async (t) => {
  t.same(referencedVariables('git+https://$USER_1:${TOKEN}@h/$USER_1/${_x}'), ['USER_1', 'TOKEN', '_x'])
  t.same(referencedVariables('$A${B}$C-$D.e'), ['A', 'B', 'C', 'D'])
  t.same(referencedVariables('https://h/$__proto__/${constructor}'), ['__proto__', 'constructor'])
})

t.test('a dollar that starts no name is text', async (t) => {
  for (const entry of ['requests', 'https://h/$', 'https://h/$1', 'https://h/$$', '${A:-b}', '${}', '${1}', '${A', '$-A', '${ A}']) {
    t.same(referencedVariables(entry), [], entry)
  }
})

t.test('the pieces of an entry are the whole entry', async (t) => {
  t.same(entryPieces('a$B-${C}'), [{ text: 'a' }, { variable: 'B' }, { text: '-' }, { variable: 'C' }])
  t.same(entryPieces('$$A'), [{ text: '$' }, { variable: 'A' }])
  t.same(entryPieces(''), [])
})
