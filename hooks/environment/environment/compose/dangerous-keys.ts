import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

type Verdict = (value: JsonValue, path: string) => Read<object>

const isEmpty = (value: JsonValue): boolean => value === false || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)

const refusedUnlessEmpty: Verdict = (value, path) => isEmpty(value) ? read({}) : wrong({}, path, 'is refused: it would give rights over the node')
const refusedForHost: Verdict = (value, path) => value === 'host' ? wrong({}, path, 'host is refused: no pod shares it with its node') : passedOver({}, path)

/** Keys that would lead out of a container. Passing over them in silence would run something else than what was meant to have those rights. */
export const dangerousKeys: Readonly<Record<string, Verdict>> = {
  privileged: refusedUnlessEmpty,
  cap_add: refusedUnlessEmpty,
  security_opt: refusedUnlessEmpty,
  devices: refusedUnlessEmpty,
  device_cgroup_rules: refusedUnlessEmpty,
  cgroup_parent: refusedUnlessEmpty,
  credential_spec: refusedUnlessEmpty,
  use_api_socket: refusedUnlessEmpty,
  pid: refusedUnlessEmpty,
  network_mode: refusedForHost,
  ipc: refusedForHost,
  uts: refusedForHost,
  cgroup: refusedForHost,
  userns_mode: refusedForHost,
}
