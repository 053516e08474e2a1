import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { codeDefinition } from '../component/code.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { processorsDefinition, processorsProblems, tableReferences, unknownSteps } from '../component/processors.ts'
import { textMapDefinition } from '../component/text-map.ts'
import { KasprWebView } from './resource.ts'
import type { WebViewSpec } from './resource.ts'

type Response = NonNullable<WebViewSpec['response']>
type Selector = NonNullable<Response['bodySelector']>

const definition = ({ description, processors, request, response }: WebViewSpec, name: string): JsonObject => ({
  description: description ?? null,
  name,
  processors: processorsDefinition(processors),
  request: { method: request.method, path: request.path },
  response: response === undefined ? null : responseDefinition(response),
})

const responseDefinition = (response: Response): JsonObject => ({
  body_selector: selectorDefinition(response.bodySelector),
  content_type: response.contentType ?? null,
  headers: textMapDefinition(response.headers ?? {}),
  headers_selector: selectorDefinition(response.headersSelector),
  status_code: response.statusCode ?? null,
  status_code_selector: selectorDefinition(response.statusCodeSelector),
})

const selectorDefinition = (selector: Selector | undefined): JsonValue =>
  selector === undefined ? null : { on_error: codeDefinition(selector.onError), on_success: codeDefinition(selector.onSuccess) }

/** The runtime does not start with a fixed value beside its selector (verified.md 18). */
const problems = ({ processors, request, response = {} }: WebViewSpec): readonly Problem[] => [
  ...(request.path === '' ? [problem('spec.request.path', 'must not be empty')] : []),
  ...(response.statusCode !== undefined && response.statusCodeSelector !== undefined ? [problem('spec.response', 'statusCode and statusCodeSelector exclude each other')] : []),
  ...(response.headers !== undefined && response.headersSelector !== undefined ? [problem('spec.response', 'headers and headersSelector exclude each other')] : []),
  ...processorsProblems(processors),
]

export const webView: ComponentKind<typeof WebViewSpec> = {
  resource: KasprWebView,
  suffix: 'webview',
  key: 'webviews',
  definition,
  problems,
  unknownSteps: (spec) => unknownSteps(spec.processors),
  tableReferences: (spec) => tableReferences(spec.processors),
}
