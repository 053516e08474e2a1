import { composite } from '../../src/kit/composite.ts'
import { Condition } from '../../src/kit/condition.ts'
import { inPlace, onDelete, recreate } from '../../src/kit/controller.ts'
import { decorator } from '../../src/kit/decorator.ts'
import { choice, flag, freeObject, integer, intOrText, listOf, looseTextMap, optional, quantity, struct, text, textMap } from '../../src/kit/fields.ts'
import { clusterKind, kind } from '../../src/kit/kind.ts'
import { ConfigMap, Service } from '../../src/kit/kinds.ts'
import { named } from '../../src/kit/related.ts'
import { resource } from '../../src/kit/resource.ts'
import { Type } from '../../src/kit/schema.ts'

// Controllers that exist for the tests of the generator only: each form of a schema and of a controller once.

const observedGeneration = { observedGeneration: optional(integer('Generation that was handled last.', { format: 'int64' })) }

const Topic = struct({
  name: text('Name of the topic.', { minLength: 1, maxLength: 249, pattern: '^[a-zA-Z0-9._-]+$' }),
  partitions: optional(integer('How many partitions.', { minimum: 1, maximum: 1000, format: 'int32', default: 3 })),
  config: optional(looseTextMap('Settings of the topic.')),
}, 'A topic.', { 'x-kubernetes-validations': [{ rule: "self.name != 'all'", message: "'all' is no topic" }] })

/** Every form that a spec may have. */
export const everyForm = struct({
  title: text('Shown to people; a `<b>` is text, and so is | here.', { default: 'yes' }),
  mode: optional(choice(['on', 'off', '1.5'], 'How it runs.', { default: 'on' })),
  only: optional(choice(['one'], 'There is but one.')),
  level: optional(Type.Unsafe<'low' | 'high'>({ type: 'string', enum: ['low', 'high'], description: 'A level.' })),
  port: optional(intOrText('Number or name of a port.')),
  native: optional(Type.Unsafe<number | string>({ 'x-kubernetes-int-or-string': true, description: 'The same, as Kubernetes writes it.' })),
  bounded: optional(Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[0-9]+%$' })], { description: 'A count or a percentage.' })),
  memory: optional(quantity('A quantity.')),
  size: optional(integer('A big number.', { format: 'int64', exclusiveMinimum: 0, problem: 'must be positive' })),
  ratio: optional(Type.Number({ description: 'A share.', minimum: 0, maximum: 1, exclusiveMaximum: 1, format: 'double' })),
  paused: optional(flag('Whether to wait.', { default: false })),
  since: optional(text('A moment.', { format: 'date-time', nullable: true })),
  note: optional(Type.Union([text('A note.', { maxLength: 10 }), Type.Null()])),
  topics: listOf(Topic, 'Topics, each once.', { minItems: 1, maxItems: 20, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }),
  tags: optional(listOf(Type.String({ minLength: 1 }), 'Tags.', { uniqueItems: true, 'x-kubernetes-list-type': 'set' })),
  matrix: optional(listOf(listOf(Type.Integer(), 'A row.'), 'Rows of numbers.')),
  labels: optional(textMap('Labels.', { maxProperties: 10 })),
  limits: optional(Type.Record(Type.String(), struct({ least: optional(integer('The least.', { default: 1 })) }, 'A limit.'), { description: 'Limits by name.' })),
  free: optional(freeObject('Handed on as it is.')),
  anything: optional(Type.Unsafe<unknown>({ 'x-kubernetes-preserve-unknown-fields': true, description: 'Any value.' })),
  partly: optional(struct({ known: optional(text('A known field.', { default: 'k' })) }, 'Known fields and others.', { 'x-kubernetes-preserve-unknown-fields': true })),
  template: optional(struct({}, 'An embedded object.', { 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-embedded-resource': true })),
  nothing: optional(struct({}, 'A switch without fields.', { additionalProperties: false })),
  truthy: optional(Type.Union([Type.Boolean(), Type.String(), Type.Null()], { description: 'Yes, no or a text.', crd: { 'x-kubernetes-preserve-unknown-fields': true } })),
  storage: optional(struct({
    size: optional(text('Size.', { default: '1Gi' })),
    class: optional(text('Class.')),
  }, 'Storage.', { default: {}, additionalProperties: false, $id: 'Storage' })),
}, 'What the toy shall be.')

export const Toy = resource({
  group: 'toys.example.com',
  version: 'v1',
  kind: 'Toy',
  plural: 'toys',
  singular: 'toy',
  shortNames: ['ty'],
  scope: 'Namespaced',
  description: 'A toy has every form of field. It is never built.',
  columns: [
    { name: 'Title', type: 'string', jsonPath: '.spec.title' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', description: 'Whether it is ready.', priority: 1 },
  ],
  spec: everyForm,
  status: struct({
    ...observedGeneration,
    conditions: optional(listOf(
      struct({ ...Condition.properties, type: choice(['Ready', 'Progressing'], 'Kind of condition.') }, 'A condition.'),
      'Conditions.',
      { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] },
    )),
  }, 'What was seen of the toy.'),
  validations: [
    { rule: 'self.metadata.name.size() <= 50', message: 'the name has at most 50 characters' },
    { rule: '!has(self.spec.storage) || !has(self.spec.paused) || !self.spec.paused', message: 'a paused toy has no storage', fieldPath: '.spec.paused' },
  ],
})

export const ToyBox = resource({
  group: 'kaspr.io',
  version: 'v1alpha1',
  kind: 'ToyBox',
  plural: 'toyboxes',
  singular: 'toybox',
  shortNames: [],
  scope: 'Cluster',
  description: 'A box that toys are kept in.',
  columns: [],
  spec: Type.Object({ colour: optional(text('Its colour.')) }),
  status: Type.Object({ ...observedGeneration }),
})

/** Nobody's parent: a child of the one and read by the other. */
export const ToyPart = resource({
  group: 'kaspr.io',
  version: 'v1alpha1',
  kind: 'ToyPart',
  plural: 'toyparts',
  singular: 'toypart',
  shortNames: ['tp'],
  scope: 'Namespaced',
  description: 'A part of a toy.',
  columns: [],
  spec: struct({ shape: text('Its shape.') }, 'What the part shall be.'),
  status: struct({ worn: optional(flag('Whether it is worn.')) }, 'What was seen of the part.'),
})

export const Pod = kind('v1', 'Pod', 'pods')
export const Node = clusterKind('v1', 'Node', 'nodes')

export const toy = composite({
  name: 'toy',
  parent: Toy,
  children: [inPlace(ConfigMap), recreate(Service), onDelete(ToyPart)],
  sync: () => ({ children: [], status: {} }),
})

export const toybox = composite({
  name: 'toybox',
  parent: ToyBox,
  children: [inPlace(ConfigMap)],
  reads: [ToyPart, Node],
  related: ({ metadata }) => named(Node, undefined, [metadata.name]),
  sync: () => ({ children: [], status: {} }),
  finalize: () => ({ children: [], status: {}, finalized: true }),
})

export const labeller = decorator({
  name: 'labeller',
  target: Pod,
  selector: { annotationSelector: { matchExpressions: [{ key: 'kaspr.io/toy', operator: 'Exists' }] } },
  attachments: [inPlace(ConfigMap)],
  sync: () => ({ attachments: [] }),
})

export const toys = [toy, toybox, labeller] as const
