/**
 * The only file that imports TypeBox: moving to its next package is a change of this file.
 */
export { Kind, OptionalKind, Type } from '@sinclair/typebox'
export type { Static, TObject, TProperties, TSchema, TUnsafe } from '@sinclair/typebox'
export { TypeCompiler } from '@sinclair/typebox/compiler'
export type { TypeCheck } from '@sinclair/typebox/compiler'
export { ValueErrorType } from '@sinclair/typebox/errors'
export type { ValueError } from '@sinclair/typebox/errors'
