import { stringify } from 'yaml'
import { hooksOf } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import { address, addressConfigMap } from './address.ts'
import { code, fenced, page, paragraph, table } from './markdown.ts'
import { registrationKind } from './registration.ts'

/** How people register the controllers, and how an overlay changes the address. */
export const registrationPage = (controllers: readonly Controller[]): string => page([
  '# Registration with Metacontroller',
  paragraph(
    '`metacontroller/` tells Metacontroller 4.17 or newer which hooks to call. It also has the rights that Metacontroller',
    'needs for them, narrow enough to take the place of the ones that Metacontroller ships with.',
  ),
  ...order,
  '## What is registered',
  table(['Object', 'Name', 'Parent', 'Hooks'], controllers.map((controller) =>
    [registrationKind(controller), code(controller.name), controller.parent.kind, hooksOf(controller).join(', ')]), 'Nothing yet.'),
  ...addressBlocks,
  ...tokenBlocks,
  ...rights,
])

const order = [
  '## Order',
  paragraph(
    'Resource definitions come first. A controller that is registered before Metacontroller has seen them may never write',
    'status, so wait one discovery interval (`--discovery-interval`, 20 to 30 seconds) in between.',
  ),
  fenced('sh', `
kubectl apply --server-side -k crds
kubectl wait --for=condition=Established --timeout=60s crd -l app.kubernetes.io/part-of=kaspr-hooks
sleep 30
kubectl apply --server-side -k metacontroller`.trimStart()),
  paragraph(
    'The path of every webhook carries the release. A new release is therefore a new registration, and Metacontroller calls',
    'the hooks of every parent once more.',
  ),
]

const addressBlocks = [
  '## Address of the service',
  paragraph(
    `The hooks are called at \`${address.protocol}://${address.name}.${address.namespace}:${address.port}\`. For another`,
    'address write an overlay with a ConfigMap of your own and let the component `metacontroller/address` fill it into every',
    'webhook once more. All four values are needed.',
  ),
  '`kustomization.yaml`, with the paths to your copy of this repository:',
  fenced('yaml', `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- ../kaspr-hooks/metacontroller
- address.yaml
components:
- ../kaspr-hooks/metacontroller/address`.trimStart()),
  '`address.yaml`:',
  fenced('yaml', stringify({ ...addressConfigMap(), data: { name: 'hooks', namespace: 'my-namespace', port: '8443', protocol: 'https' } }, { lineWidth: 0 })),
  'The ConfigMap is only read by kustomize and never reaches the cluster.',
]

const tokenBlocks = [
  '## Bearer token',
  paragraph(
    'When the service asks for a token, Metacontroller has to send it. Put it into a Secret and add this to the overlay;',
    '`host` is the address of the service.',
  ),
  fenced('yaml', `
patches:
- target:
    group: metacontroller.k8s.io
    kind: CompositeController|DecoratorController
  patch: |-
    - op: add
      path: /spec/endpointConfigs
      value:
      - host: ${address.name}.${address.namespace}:${address.port}
        authorization:
          secretRef:
            name: kaspr-hooks-token
            namespace: metacontroller
            key: token
- target:
    kind: ClusterRole
    name: kaspr-hooks-metacontroller
  patch: |-
    - op: add
      path: /rules/-
      value:
        apiGroups: [""]
        resources: [secrets]
        verbs: [get, list, watch]`.trimStart()),
  paragraph(
    'Metacontroller reads the Secret once, when the registration changes or when it starts. After a change of the token',
    'restart it.',
  ),
]

const rights = [
  '## Rights',
  paragraph(
    'The ClusterRole `kaspr-hooks-metacontroller` is bound to the ServiceAccount `metacontroller` in the namespace',
    '`metacontroller`. It lists the parents, children and related kinds of these controllers and what Metacontroller needs for',
    'itself, and nothing else. To make use of that, remove the ClusterRoleBinding that came with Metacontroller, unless other',
    'controllers depend on it.',
  ),
]
