import type { FastifyError } from '@fastify/error'
import * as errors from '../protocol/errors.ts'
import { trusted } from '../protocol/trusted.ts'
import { code, page, paragraph, prose, table } from './markdown.ts'

/** Coded errors in the form of src/protocol/errors.ts: what a module of them exports. */
export type ErrorTable = Readonly<Record<string, unknown>>

/** Built without values an error keeps the placeholders of its message. */
const templates = (tables: readonly ErrorTable[]): readonly FastifyError[] =>
  tables.flatMap(Object.values).map((made) => new (trusted<new () => FastifyError>(made))()).toSorted((a, b) => a.code < b.code ? -1 : 1)

/** The table of all coded errors; `others` are those of parts that src/ does not know. */
export const errorsPage = (others: readonly ErrorTable[] = []): string => page([
  '# Error codes',
  paragraph(
    'The service answers an error as `application/problem+json` with the code and the status below; the command line prints',
    'code and message on stderr. A mistake in a resource is no error: it is a condition of that resource.',
  ),
  table(['Code', 'Status', 'Message'], templates([errors, ...others]).map(row), ''),
])

const row = ({ code: name, statusCode, message }: FastifyError): readonly string[] =>
  [code(name), String(statusCode ?? 500), prose(message.replaceAll(/%[sd]/g, '…'))]
