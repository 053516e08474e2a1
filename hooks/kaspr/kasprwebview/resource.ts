import { choice, integer, looseTextMap, optional, struct, text } from '../../../src/kit/fields.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { code } from '../component/code.ts'
import { processors } from '../component/processors.ts'
import { componentResource, openSpec } from '../component/resource.ts'
import { componentStatusFields } from '../component/status.ts'

const selector = (makes: string) => struct({
  onSuccess: optional(code(`Function that makes ${makes} from the result.`)),
  onError: optional(code(`Function that makes ${makes} from the error.`)),
}, `Makes ${makes}.`, {
  'x-kubernetes-validations': [{ rule: 'has(self.onSuccess) || has(self.onError)', message: 'onSuccess or onError is needed' }],
})

const response = struct({
  contentType: optional(choice(['text/html', 'application/json', 'text/plain', 'application/octet-stream'], 'Media type of the response.')),
  statusCode: optional(integer('Status on success. Not together with `statusCodeSelector`.')),
  headers: optional(looseTextMap('Fixed headers. Not together with `headersSelector`.')),
  bodySelector: optional(selector('the body')),
  statusCodeSelector: optional(selector('the status')),
  headersSelector: optional(selector('the headers')),
}, 'How to answer.', {
  'x-kubernetes-validations': [
    { rule: '!(has(self.statusCode) && has(self.statusCodeSelector))', message: 'statusCode and statusCodeSelector exclude each other' },
    { rule: '!(has(self.headers) && has(self.headersSelector))', message: 'headers and headersSelector exclude each other' },
  ],
})

export const WebViewSpec = struct({
  name: text('Kept for compatibility; the name of the resource is what counts.'),
  description: optional(text('Free text.')),
  request: struct({
    method: choice(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'], 'HTTP method.'),
    path: text('URL path; parts in braces become parameters.'),
  }, 'What it answers to. Unique within an app.'),
  response: optional(response),
  processors: optional(processors),
}, 'Route, steps and answer.', openSpec)
export type WebViewSpec = Static<typeof WebViewSpec>

export const WebViewStatus = Type.Object({
  ...componentStatusFields,
  route: optional(text('Method and path of the last definition that was accepted.')),
}, { description: 'What is known about the web view.' })

export const KasprWebView = componentResource({
  kind: 'KasprWebView',
  plural: 'kasprwebviews',
  singular: 'kasprwebview',
  shortNames: ['kwebviews', 'kwebview'],
  description: 'A web view of a KasprApp: an HTTP route that its members answer.',
  spec: WebViewSpec,
  status: WebViewStatus,
})
