import t from 'tap'
import { maskSecrets, maskedDocument } from '../../src/kit/mask.ts'
import { parseJsonText } from '../../src/protocol/json.ts'

const secret = {
  apiVersion: 'v1', kind: 'Secret', type: 'Opaque', data: { a: 'c2VjcmV0' }, stringData: { b: 'secret' },
  metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":1}', 'metacontroller.k8s.io/last-applied-configuration': '{}', 'note': 'x' } },
}
const masked = {
  apiVersion: 'v1', kind: 'Secret', type: 'Opaque', data: { a: '***' }, stringData: { b: '***' },
  metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '***', 'metacontroller.k8s.io/last-applied-configuration': '***', 'note': 'x' } },
}

t.test('a Secret loses its values and their copies, and keeps its keys', async (t) => {
  t.strictSame(maskSecrets(secret), masked)
})

t.test('other objects stay as they are', async (t) => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } }
  t.equal(maskSecrets(map), map)
  t.strictSame(maskSecrets({ ...secret, apiVersion: 'other.io/v1' }), { ...secret, apiVersion: 'other.io/v1' })
})

t.test('Secrets anywhere in a document are masked, numbers keep their digits', async (t) => {
  t.strictSame(maskedDocument({ related: { 'Secret.v1': { 's': secret } }, list: [secret, null, 1] }), { related: { 'Secret.v1': { 's': masked } }, list: [masked, null, 1] })
  t.equal(JSON.stringify(maskedDocument(parseJsonText('{"n":9223372036854775807}'))), '{"n":9223372036854775807}')
})
