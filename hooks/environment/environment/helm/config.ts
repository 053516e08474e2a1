import type { Template } from '../../project/resource.ts'
import { merged } from '../config-merge.ts'
import type { Config } from '../spec/config.ts'
import type { EnvironmentSpec } from '../spec/environment.ts'

/** What of a configuration a chart is told (environment.md A8.4), and the port that the Ingress leads to. A preset is for images of its own. */
export const chartConfig = ({ config = {} }: EnvironmentSpec, template: Template | undefined): Config => {
  const { image, env, ports } = merged(template?.config ?? {}, config)
  return { ...(image === undefined ? {} : { image }), ...(env === undefined ? {} : { env }), ...(ports === undefined ? {} : { ports }) }
}
