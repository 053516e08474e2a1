import { dnsLabelProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { mostCharacters } from '../component/definition-file.ts'
import type { App } from './app.ts'
import { authenticationProblems } from './authentication.ts'
import { configOf, configProblems } from './config-values.ts'
import { versionProblems } from './image.ts'
import { packagesProblems } from './packages/packages-problems.ts'
import { quantityProblems, resourcesProblems } from '../../../src/kit/quantities.ts'
import { repeatedItems } from './repeated-items.ts'
import { templateProblems } from './template-problems.ts'

/** Everything in an app's spec that its schema allows and Kubernetes, Kaspr or upstream refuse (kaspr-resources.md §10). */
export const appProblems = (app: App): readonly Problem[] => {
  const { spec, settings } = app
  return [
    ...nameProblems(app),
    ...versionProblems(spec),
    ...authenticationProblems(spec),
    ...configProblems(configOf(spec.config)),
    ...webPortProblems(app),
    ...partitionsProblems(app),
    ...resourcesProblems(spec.resources, 'spec.resources'),
    ...repeatedItems(spec.resources?.claims, ({ name }) => name, 'spec.resources.claims'),
    ...quantityProblems(spec.storage.size, 'spec.storage.size'),
    ...probeProblems(app),
    ...packagesProblems(spec.pythonPackages, spec.template, settings.variables),
    ...resourcesProblems(spec.pythonPackages?.resources, 'spec.pythonPackages.resources'),
    ...templateProblems(spec.template),
    ...joinsProblems(app),
  ]
}

/** Services are named after the app and start with a letter; the revision label of its pods ends at 63 (§10 no. 48). */
const nameProblems = ({ name }: App): readonly Problem[] => {
  const said = name.length > 48 ? 'must be no more than 48 characters: names and labels of pods are made from it'
    : dnsLabelProblem(name) ?? (/^[a-z]/.test(name) ? undefined : 'must start with a letter: Services are named after it')
  return said === undefined ? [] : [problem('metadata.name', said)]
}

const webPortProblems = ({ runtime: { webPort } }: App): readonly Problem[] =>
  Number.isInteger(webPort) && webPort >= 1 && webPort <= 65535 ? [] : [problem('spec.config.webPort', 'must be a port from 1 to 65535')]

/** Topics that exist keep their partitions, and tables rely on the number (kaspr-lifecycle.md 7.4). */
const partitionsProblems = ({ runtime: { entries }, observed: { settings } }: App): readonly Problem[] => {
  const key = 'K_TOPIC_PARTITIONS'
  const [wanted, current] = [entries.find(([name]) => name === key)?.[1], settings?.[key]]
  if (settings === undefined || wanted === current) return []
  return [problem('spec.config.topicPartitions', `cannot change: it stays ${current ?? 'unset'}, because topics that exist keep their partitions`)]
}

const probeProblems = ({ spec: { livenessProbe } }: App): readonly Problem[] =>
  (livenessProbe?.successThreshold ?? 1) === 1 ? [] : [problem('spec.livenessProbe.successThreshold', 'must be 1 for a liveness probe')]

/** The joins file is a child like any other: with the record of what was applied it has to fit into the annotations. */
const joinsProblems = ({ joins: { file } }: App): readonly Problem[] => file === undefined || JSON.stringify(file.text).length <= mostCharacters ? []
  : [problem('KasprJoin', `the joins, their tables and their agents make a file of more than ${mostCharacters / 1024} KiB, which cannot be stored: move code into a package`)]
