import type { Deployment } from 'kubernetes-types/apps/v1.js'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { renderedOne } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

const initContainers = (given: Given) => trusted<Deployment>(renderedOne('Deployment', 'web', given)).spec?.template.spec?.initContainers ?? []
const seedOf = (given: Given) => initContainers(given).find(({ name }) => name === 'db-seed')

t.test('it comes last, with the variables of the application, and only when asked for', async (t) => {
  t.equal(seedOf({}), undefined)
  t.strictSame(initContainers({ spec: { seed: {} } }).map(({ name }) => name), ['git-clone', 'npm-install', 'db-migrate', 'db-seed'])
  const seed = seedOf({ spec: { seed: {} } })
  t.strictSame(seed?.command?.slice(-3), ['npm', 'run', 'seed'])
  t.ok(seed?.env?.some(({ name }) => name === 'DATABASE_URL'))
  t.match(seed?.volumeMounts, [{ name: 'code', mountPath: '/code', subPath: 'source' }, { name: 'code', mountPath: '/state', subPath: 'state' }, { name: 'tmp' }])
  t.strictSame(seedOf({ spec: { seed: { command: ['./fill', 'all of it'] } } })?.command?.slice(-2), ['./fill', 'all of it'])
})

t.test('it is run until it succeeds once', async (t) => {
  const folder = t.testdir()
  const log = join(folder, 'log')
  const run = (exitCode: number): number | null => {
    const { command = [] } = seedOf({ spec: { seed: { command: ['sh', '-c', `echo "ran with $1" >> ${log}; exit ${exitCode}`, 'seed', 'two words'] } } }) ?? {}
    const [program = '', ...args] = command.map((word) => word.replaceAll('/state/', `${folder}/`))
    return spawnSync(program, args).status
  }
  t.not(run(3), 0, 'a failure fails the container, which is started again')
  t.equal(run(0), 0)
  t.equal(run(0), 0, 'and then it is done')
  t.equal(readFileSync(log, 'utf8'), 'ran with two words\nran with two words\n')
})
