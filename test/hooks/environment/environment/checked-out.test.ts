import t from 'tap'
import { applicationRef, checkedOut } from '../../../../hooks/environment/environment/checked-out.ts'
import { environmentFrom, renderedOne } from '../fixtures/rendered.ts'

const repository = (name: string) => ({ name, repositoryUrl: `https://git.example.com/acme/${name}.git`, branch: `of-${name}` })
const sources = [repository('web'), repository('api')]
const ref = (name: string) => ({ name, commitSha: `${name}-sha` })

t.test('the application is what is said of the first source of the Project, wherever it stands', async (t) => {
  t.strictSame(applicationRef([ref('web'), ref('api')], sources), ref('web'))
  t.strictSame(applicationRef([ref('api'), ref('web')], sources), ref('web'))
  t.strictSame(applicationRef([ref('primary')], sources), ref('primary'), 'a name that no source has')
  t.equal(applicationRef([ref('api')], sources), undefined, 'only about another source')
  t.equal(applicationRef(undefined, sources), undefined)
  t.strictSame(applicationRef([ref('web')]), ref('web'), 'no Project')
})

t.test('a commit, else a branch, else the branch of the source, else main', async (t) => {
  const [source] = sources
  t.equal(checkedOut({ name: 'web', commitSha: 'abc', branch: 'b' }, source), 'abc')
  for (const commitSha of ['', 'HEAD']) t.equal(checkedOut({ name: 'web', commitSha, branch: 'b' }, source), 'b')
  t.equal(checkedOut(undefined, source), 'of-web')
  t.equal(checkedOut(undefined, undefined), 'main')
})

t.test('the commit of another source is not checked out of the application\'s', async (t) => {
  const project = { sources }
  t.equal(environmentFrom({ project, spec: { sources: [ref('api')] } }).commit, 'of-web')
  t.equal(environmentFrom({ project, spec: { sources: [ref('api'), ref('web')] } }).commit, 'web-sha')
  const branches = [{ name: 'api', branch: 'a' }, { name: 'web', branch: 'w' }]
  t.match(renderedOne('Namespace', 'acme-shop-pr7', { project, spec: { sources: branches } }).metadata.labels, { 'catalyst.dev/branch': 'w' })
  const builds = environmentFrom({ project: { sources, templates: { development: { builds: [{ name: 'one' }, { name: 'two', sourceRef: 'api' }] } } }, spec: { sources: [ref('api')] } }).builds
  t.strictSame(builds.map(({ commit }) => commit), ['of-web', 'api-sha'])
})
