import { generalHash } from '../python/hash.ts'
import { authenticationEntries } from './authentication.ts'
import { configEntries } from './config-values.ts'
import type { Config, Entry } from './config-values.ts'
import { namesOf } from './names.ts'
import type { KasprAppSpec } from './resource.ts'

/** Settings of the runtime, in the order in which the container gets them (kaspr-resources.md 3.5). */
export interface RuntimeSettings {
  readonly entries: readonly Entry[]
  readonly hash: string
  readonly webPort: number
  readonly tableDirectory: string
  readonly definitionsDirectory: string
}

const textOf = (config: Config, keys: readonly string[], absent: string): string => {
  const given = keys.map((key) => config[key]).find((value) => typeof value === 'string' && value !== '')
  return typeof given === 'string' ? given : absent
}

/** `config.web_port` beats `config.webPort`, as every snake-case spelling does; fractions are cut, as in every integer. */
const webPortOf = (config: Config): number => {
  const given = config['web_port'] ?? config['webPort'] ?? 6065
  return typeof given === 'number' || typeof given === 'string' ? Math.trunc(Number(given)) : NaN
}

export const runtimeSettings = (name: string, spec: KasprAppSpec, config: Config): RuntimeSettings => {
  const webPort = webPortOf(config)
  const tableDirectory = textOf(config, ['table_dir', 'tableDir'], '/var/lib/data/tables')
  const definitionsDirectory = textOf(config, ['definitions_dir'], '/var/lib/data/definitions')
  // A key that stands in both parts keeps its first place and takes the later value.
  const entries = [...new Map<string, string>([
    ...configEntries(config),
    ['K_APP_NAME', namesOf(name).component],
    ['K_KAFKA_BOOTSTRAP_SERVERS', spec.bootstrapServers],
    ...authenticationEntries(spec),
    ['K_WEB_PORT', String(webPort)],
    ['K_DATA_DIR', textOf(config, ['data_dir'], '/var/lib/data')],
    ['K_TABLE_DIR', tableDirectory],
    ['K_DEFINITIONS_DIR', definitionsDirectory],
  ])]
  return { entries, hash: generalHash(Object.fromEntries(entries)), webPort, tableDirectory, definitionsDirectory }
}
