import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { found, makeProgram, parent, parentsOf, runs } from './author.ts'
import { untilSaid } from './looks.ts'
import type { Scenario } from './scenario.ts'
import { says } from './sources.ts'

const Shared = parentsOf('shareds')

export const shared: Scenario = {
  name: 'two programs on one parent kind',
  play: async (town, t) => {
    await found(town, 'shareds')
    await makeProgram(town.people.admin, 'shareds-too', { parent: { apiVersion: Shared.apiVersion, resource: Shared.plural }, children: [{ apiVersion: 'v1', resource: 'configmaps' }] })
    await runs(town, 'shareds', says('one'))
    await parent(town, Shared, { name: 'torn', spec: { text: '' } })
    await untilSaid(town, 'torn', 'one')
    await runs(town, 'shareds-too', says('two').replaceAll('-said', '-also'))
    const before = town.audit.operatorWrites().length
    await pause(10_000)
    const writes = town.audit.operatorWrites().slice(before)
    const sums: Record<string, number> = {}
    for (const { verb, resource, subresource, name, status } of writes) { const key = `${verb} ${resource}/${subresource} ${name} ${status}`; sums[key] = (sums[key] ?? 0) + 1 }
    appendFileSync('/tmp/s10-shared.txt', `${JSON.stringify(sums, undefined, 1)}\n`)
    t.comment(JSON.stringify(sums, undefined, 1))
    t.comment(JSON.stringify((await town.objects.list(ConfigMap, town.namespace)).filter(({ metadata }) => metadata.name.startsWith('torn')).map(({ metadata }) => metadata.name)))
  },
}
