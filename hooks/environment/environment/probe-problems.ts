import { isObject } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Environment } from './environment.ts'

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const

/** Probes are passed on as they are; what the API server would take for an empty handler is refused. */
export const probeProblems = ({ config: { livenessProbe, readinessProbe, startupProbe, services = [] } }: Environment): readonly Problem[] => [
  ...handlerProblems(livenessProbe, 'spec.config.livenessProbe'),
  ...handlerProblems(readinessProbe, 'spec.config.readinessProbe'),
  ...handlerProblems(startupProbe, 'spec.config.startupProbe'),
  ...services.flatMap(({ container }, at) => handlerProblems(container.readinessProbe, `spec.config.services[${at}].container.readinessProbe`)),
]

const handlerProblems = (probe: Readonly<Record<string, unknown>> | undefined, path: string): readonly Problem[] => handlers
  .filter((key) => probe?.[key] !== undefined && probe[key] !== null && !isObject(probe[key]))
  .map((key) => problem(`${path}.${key}`, 'must be a map'))
