import { fc } from '../../fixtures/drawn.ts'
import t from 'tap'
import { environmentName } from '../../../hooks/environment/environment-name.ts'
import { dnsLabelProblem } from '../../../src/kit/names.ts'

const nameOf = (team: string, project: string, environment: string): string => environmentName({ team, project, environment }) ?? '-'

t.test('plain parts are joined', async (t) => {
  t.equal(nameOf('acme', 'shop', 'pr7'), 'acme-shop-pr7')
  t.equal(nameOf('a', '1', 'z9'), 'a-1-z9')
})

t.test('parts that were changed, cut or hold a hyphen carry a hash of the separate parts', async (t) => {
  const table: readonly [readonly [string, string, string], RegExp][] = [
    [['my-team', 'my-project', 'dev'], /^my-team-my-project-dev-[0-9a-f]{8}$/],
    [['Team A', 'web_app', 'PR/123'], /^team-a-web-app-pr-123-[0-9a-f]{8}$/],
    [['my-super-long-team-name', 'my-super-long-project-name', 'feature-very-long-branch-name'], /^my-super-long-team-name-my-super-long-project-name-fea-[0-9a-f]{8}$/],
    [['x'.repeat(54), 'y', 'zzzzzzzz'], /^x{54}-[0-9a-f]{8}$/],
    [['x'.repeat(53), 'y', 'zzzzzzzz'], /^x{53}-[0-9a-f]{8}$/],
    [['--a--', 'b', 'c'], /^a-b-c-[0-9a-f]{8}$/],
    [['kube', 'node', 'le-ase'], /^kube-node-le-ase-[0-9a-f]{8}$/],
  ]
  for (const [[team, project, environment], expected] of table) t.match(nameOf(team, project, environment), expected)
})

t.test('a name has at most 63 characters and ends well', async (t) => {
  t.equal(nameOf('a', 'b', 'c'.repeat(59)).length, 63)
  t.notMatch(nameOf('a', 'b', 'c'.repeat(59)), /-[0-9a-f]{8}$/)
  t.equal(nameOf('a', 'b', 'c'.repeat(60)).length, 63)
  t.match(nameOf('a', 'b', 'c'.repeat(60)), /^a-b-c{50}-[0-9a-f]{8}$/)
})

t.test('different parts never meet in one name', async (t) => {
  const groups: readonly (readonly [string, string, string])[][] = [
    [['a', 'b-c', 'd'], ['a-b', 'c', 'd'], ['a', 'b', 'c-d']],
    [['Team', 'a', 'b'], ['team', 'a', 'b'], ['team ', 'a', 'b']],
    [['a', 'b', `${'c'.repeat(60)}1`], ['a', 'b', `${'c'.repeat(60)}2`]],
    [['a', 'feature/x', 'd'], ['a', 'feature-x', 'd'], ['a', 'feature_x', 'd']],
  ]
  for (const group of groups) t.equal(new Set(group.map((parts) => nameOf(...parts))).size, group.length, JSON.stringify(group))
})

t.test('of an empty part nothing is made', async (t) => {
  for (const empty of ['', '-', '///', 'ä', '--']) {
    t.equal(environmentName({ team: empty, project: 'b', environment: 'c' }), undefined, empty)
    t.equal(environmentName({ team: 'a', project: empty, environment: 'c' }), undefined, empty)
    t.equal(environmentName({ team: 'a', project: 'b', environment: empty }), undefined, empty)
  }
})

t.test('every name is a name of a namespace, the same one each time, and begins with a plain team', async () => {
  const part = fc.string({ minLength: 1, maxLength: 70 })
  fc.assert(fc.property(part, part, part, (team, project, environment) => {
    const made = environmentName({ team, project, environment })
    return made === undefined || (dnsLabelProblem(made) === undefined && made === nameOf(team, project, environment))
  }))
  fc.assert(fc.property(fc.stringMatching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/), part, (team, environment) => {
    const made = environmentName({ team, project: 'p', environment })
    return made === undefined || team.includes('--') || made.startsWith(`${team}-`)
  }))
})
