import { freeObject, listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'

const Podspec = struct({
  container: optional(Type.Record(Type.String(), Type.Unknown(), {
    description: 'The container that runs an item: any field of a container. `%%oaat_item%%` in `command`, `args` and values of `env` becomes the item; the variable `OAAT_ITEM` holds it too, which is the safer way in a shell.',
    'x-kubernetes-preserve-unknown-fields': true,
  })),
  containers: optional(listOf(freeObject('A container.'), 'Not allowed: an item runs in one container.')),
  restartPolicy: optional(text('Not allowed: a run is never restarted, so it is always `Never`.')),
}, 'Spec of the pod that runs an item. Any other field of a pod spec is passed on.', {
  'x-kubernetes-preserve-unknown-fields': true,
  'x-kubernetes-validations': [
    { rule: '!has(self.containers)', message: 'currently only support a single container, please do not use "spec.podspec.containers"' },
    { rule: '!has(self.restartPolicy)', message: 'for spec.type="pod", you cannot specify a restartPolicy' },
    { rule: 'has(self.container)', message: 'spec.podspec.container is missing' },
  ],
})

/** Checked by the API server when it is written, and again by the group that uses it. */
export const OaatTypeSpec = struct({
  type: optional(text('How an item is run. Only `pod` exists.')),
  podspec: optional(Podspec),
}, 'What running an item means.', {
  'x-kubernetes-preserve-unknown-fields': true,
  'x-kubernetes-validations': [
    { rule: "has(self.type) && self.type == 'pod'", message: 'spec.type must be "pod"' },
    { rule: 'has(self.podspec)', message: 'spec.podspec is missing' },
  ],
})

export const OaatType = resource({
  group: 'kawaja.net',
  version: 'v1',
  kind: 'OaatType',
  plural: 'oaattypes',
  singular: 'oaattype',
  shortNames: [],
  scope: 'Namespaced',
  description: 'Says what running an item means: the pod that does it.',
  columns: [{ name: 'Type', type: 'string', jsonPath: '.spec.type', description: 'How an item is run' }],
  spec: OaatTypeSpec,
  status: struct({}, 'Nothing is written here.', { 'x-kubernetes-preserve-unknown-fields': true }),
})
