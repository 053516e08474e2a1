import { ConfigMap } from '../../../../src/kit/kinds.ts'
import { problem } from '../../../../src/kit/problem.ts'
import type { View } from '../../../../src/kit/view.ts'
import type { Template } from '../../project/resource.ts'
import type { Config } from '../spec/config.ts'
import type { EnvironmentSpec } from '../spec/environment.ts'
import { composeOf, nothing } from './compose.ts'
import type { Compose } from './compose.ts'

const defaultKey = 'docker-compose.yml'

interface Place {
  readonly spec: EnvironmentSpec
  readonly template: Template | undefined
  readonly config: Config
}

/** The compose file of an environment, from the ConfigMap that it names or else from the template. */
export const composeFile = ({ spec, template, config }: Place, related: View): Compose => {
  const text = textOf({ spec, template, config }, related)
  if ('path' in text) return nothing([text])
  return composeOf(text.text, new Map((config.env ?? []).flatMap(({ name, value, valueFrom }) => valueFrom === undefined ? [[name, value ?? '']] : [])))
}

const textOf = ({ spec: { compose, projectRef }, template }: Place, related: View) => {
  const ref = compose?.configMap
  if (ref === undefined) return inline(template)
  const { name, key = defaultKey } = ref
  const data = related.get(ConfigMap, name, projectRef.namespace)?.data
  if (data === undefined) return problem('spec.compose.configMap', `there is no ConfigMap ${projectRef.namespace}/${name} with texts`)
  const text = Object.hasOwn(data, key) ? data[key] : undefined
  return text === undefined ? problem('spec.compose.configMap.key', `ConfigMap ${projectRef.namespace}/${name} has no key ${key}`) : { text }
}

const inline = (template: Template | undefined) => {
  const text = template?.compose?.inline
  return text === undefined ? problem('spec.compose', 'is required: name a ConfigMap, or write the file into the template of the Project') : { text }
}
