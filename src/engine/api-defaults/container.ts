import type { JsonObject } from '../../protocol/json.ts'
import { always, amounts, completed, kept, listOf, number, orElse, struct, text } from './shape.ts'
import { containerSecurityContext } from './security-context.ts'
import { fieldReference, volumeMount } from './volume.ts'

const port = struct({ name: text, containerPort: kept, hostPort: number, hostIP: text, protocol: orElse(text, 'TCP') })

const keyReference = struct({ name: text, key: kept, optional: kept })
const resourceReference = struct({ containerName: text, divisor: orElse(kept, '0') })
const variable = struct({
  name: kept,
  value: text,
  valueFrom: struct({ fieldRef: fieldReference, secretKeyRef: keyReference, configMapKeyRef: keyReference, resourceFieldRef: resourceReference }),
})

const httpGet = struct({ path: orElse(text, '/'), port: kept, scheme: orElse(text, 'HTTP'), host: text })
const handlers = { httpGet, grpc: struct({ service: orElse(kept, '') }) }
const positive = (absent: number) => orElse(number, absent)
const probe = struct({
  ...handlers,
  initialDelaySeconds: number,
  timeoutSeconds: positive(1),
  periodSeconds: positive(10),
  successThreshold: positive(1),
  failureThreshold: positive(3),
})
const hook = struct(handlers)

const pathPart = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`
const latest = new RegExp(String.raw`^(?:[A-Za-z0-9.-]+(?::\d+)?/)?${pathPart}(?:/${pathPart})*(?::latest(?:@\S+)?)?$`)

/** A tag of `latest`, written or not, is pulled every time; what is no image name at all counts as pinned. */
const pullPolicy = ({ image }: JsonObject): JsonObject =>
  ({ imagePullPolicy: typeof image === 'string' && latest.test(image) ? 'Always' : 'IfNotPresent' })

export const container = completed(struct({
  name: kept,
  image: text,
  command: listOf(kept),
  args: listOf(kept),
  ports: listOf(port),
  env: listOf(variable),
  resources: always(struct({ limits: amounts, requests: amounts, claims: listOf(struct({ request: text })) })),
  volumeMounts: listOf(volumeMount),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: struct({ postStart: hook, preStop: hook }),
  terminationMessagePath: orElse(text, '/dev/termination-log'),
  terminationMessagePolicy: orElse(text, 'File'),
  imagePullPolicy: text,
  securityContext: containerSecurityContext,
}), pullPolicy)
