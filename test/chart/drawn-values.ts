import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { Document } from 'yaml'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { at } from './helm.ts'
import { arbitraryOf } from './values-arbitrary.ts'
import type { Place } from './values-arbitrary.ts'

/** Values with some places set; the others keep their defaults. */
export const withPlaces = (pairs: readonly (readonly [readonly string[], JsonValue])[]): JsonObject => {
  const document = new Document({})
  for (const [path, value] of pairs) document.setIn(path, document.createNode(value))
  return trusted<JsonObject>(document.toJS())
}

/** What values of the schema must also keep to, because fields depend on each other: what is drawn is bent to it. */
const rules: readonly ((values: JsonObject) => readonly (readonly [string, JsonValue])[])[] = [
  (values) => at(values, 'studio', 'enabled') === true ? [['families.program.enabled', true]] : [],
  (values) => at(values, 'studio', 'ingress', 'enabled') === true ? [['studio.ingress.host', 'studio.example.com'], ['studio.ingress.tlsSecretName', 'studio']] : [],
  (values) => at(values, 'tls', 'mode') === 'secret' ? [['tls.secretName', 'server'], ['tls.clientSecretName', 'client']] : [],
  (values) => at(values, 'hooks', 'autoscaling', 'maxReplicas') === undefined && at(values, 'hooks', 'autoscaling', 'minReplicas') === undefined ? [] : [['hooks.autoscaling.minReplicas', 2], ['hooks.autoscaling.maxReplicas', 9]],
]

/** Sets of values that the chart has to take. */
export const drawnValues = (places: readonly Place[]): Arbitrary<JsonObject> =>
  fc.tuple(...places.map((place) => fc.option(arbitraryOf(place), { nil: undefined, freq: 2 }))).map((drawn) => {
    const pairs = places.flatMap(({ path }, index) => drawn[index] === undefined ? [] : [[path, drawn[index]] as const])
    const values = withPlaces(pairs)
    return withPlaces([...pairs, ...rules.flatMap((rule) => rule(values)).map(([path, value]) => [path.split('.'), value] as const)])
  })
