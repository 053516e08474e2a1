import { fileURLToPath } from 'node:url'
import { exampleNames, settingsOf } from '../../../scripts/examples/example.ts'
import { Deployment, Namespace, Pod, ResourceQuota } from '../../../src/kit/kinds.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { documentsOf } from '../harness/definitions.ts'
import type { AnyObject } from '../harness/objects.ts'
import { phaseIs } from './looks.ts'
import { rests } from './resting.ts'
import type { Scenario } from './scenario.ts'

const folder = 'environment/'
const names = exampleNames.filter((name) => name.startsWith(folder))

/** Everything that the examples want to be set. */
export const settings: Settings = Object.assign({}, ...names.map(settingsOf))

const theirTeam = 'acme'

/** Objects of an example, of another team. */
const objectsOf = (name: string, team: string): readonly AnyObject[] =>
  trusted<readonly AnyObject[]>(JSON.parse(JSON.stringify(documentsOf(fileURLToPath(new URL(`../../../examples/${name}.yaml`, import.meta.url)))).replaceAll(theirTeam, team)))

const isEnvironment = ({ kind }: AnyObject): boolean => kind === 'Environment'

const scenarioOf = (name: string): Scenario => {
  const team = name.slice(folder.length)
  const objects = objectsOf(name, team)
  return {
    team,
    name: `example ${name} becomes ready and rests`,
    environment: objects.find(isEnvironment)?.metadata.name.slice(team.length + 1) ?? '',
    play: async (ground, t) => {
      for (const object of objects.filter(({ kind }) => kind !== 'Namespace')) await (isEnvironment(object) ? ground.apply(object) : ground.team.apply(object))
      await ground.until(phaseIs('Ready'))
      t.match((await ground.objects.get(Namespace, { name: ground.name }))?.metadata.labels?.['pod-security.kubernetes.io/enforce'], /^(restricted|baseline)$/)
      t.ok((await ground.inside.list(Deployment)).length > 0)
      const running = (await ground.inside.list(Pod)).filter((pod) => fieldAt(pod, 'status', 'phase') === 'Running')
      t.equal(fieldAt(await ground.inside.get(ResourceQuota, 'default-quota'), 'status', 'used', 'pods'), String(running.length), 'every pod is counted by the quota')
      await rests(ground, t)
    },
  }
}

/** Every example of the family, as it stands in the folder. */
export const examples: readonly Scenario[] = names.map(scenarioOf)
