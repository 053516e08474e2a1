import { stringify } from 'yaml'
import { hooksOf } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import { address, addressConfigMap } from './address.ts'
import { tokenSecret } from './kustomization.ts'
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
    'Without a token everybody whom the network lets there may call the hooks. Make one, give its file to the service',
    `(\`serve --token-file\`), put it into the Secret \`${tokenSecret.name}\` in the namespace \`${tokenSecret.namespace}\`, and register with the component \`metacontroller/token\`:`,
  ),
  fenced('sh', `
openssl rand -hex 24 > token
kubectl --namespace ${tokenSecret.namespace} create secret generic ${tokenSecret.name} --from-file=${tokenSecret.key}=token
mkdir -p registration
cat > registration/kustomization.yaml <<'END'
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../metacontroller]
components: [../metacontroller/token]
END
kubectl apply --server-side -k registration`.trimStart()),
  paragraph(
    'The Secret has to be there first: Metacontroller gives up on a registration whose Secret is missing, and looks again after',
    'up to 17 minutes. In an overlay with an address of your own the two components stand side by side:',
  ),
  fenced('yaml', `
components:
- ../kaspr-hooks/metacontroller/address
- ../kaspr-hooks/metacontroller/token`.trimStart()),
  paragraph(
    'The component lets Metacontroller read Secrets, all of them: it keeps what registrations refer to in a cache of the whole',
    'cluster. It reads the token once, when the registration changes or when it starts. For a new one put both into the file of',
    'the service, one a line; then change the Secret and restart Metacontroller; then take the old line out.',
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
