import t from 'tap'
import { host, url } from '../../../../hooks/environment/environment/url.ts'
import { environmentFrom, renderedOne, sync } from '../fixtures/rendered.ts'
import type { Given } from '../fixtures/rendered.ts'

const both = (given: Given): readonly string[] => [host(environmentFrom(given)), url(environmentFrom(given))]

t.test('on a developer\'s machine: the name under localhost, with the port', async (t) => {
  const local = (more: Readonly<Record<string, string>> = {}): Given => ({ settings: { LOCAL_PREVIEW_ROUTING: 'true', PREVIEW_DOMAIN: 'preview.example.com', ...more } })
  t.strictSame(both(local()), ['acme-shop-pr7.localhost', 'http://acme-shop-pr7.localhost:8080/'])
  t.strictSame(both(local({ INGRESS_PORT: '9090' })), ['acme-shop-pr7.localhost', 'http://acme-shop-pr7.localhost:9090/'])
})

t.test('elsewhere: the name under the domain, over TLS, without the port', async (t) => {
  t.strictSame(both({ settings: { PREVIEW_DOMAIN: 'preview.example.com', INGRESS_PORT: '9090' } }), ['acme-shop-pr7.preview.example.com', 'https://acme-shop-pr7.preview.example.com/'])
  t.strictSame(both({}), ['acme-shop-pr7.preview.catalyst.dev', 'https://acme-shop-pr7.preview.catalyst.dev/'])
})

t.test('the Ingress answers under this host, and the status says so', async (t) => {
  const given = { settings: { PREVIEW_DOMAIN: 'preview.example.com', INGRESS_CLASS: 'edge' } }
  t.match(renderedOne('Ingress', 'web', given)['spec'], { ingressClassName: 'edge', rules: [{ host: 'acme-shop-pr7.preview.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] })
  t.equal(sync(given).status.url, 'https://acme-shop-pr7.preview.example.com/')
})
