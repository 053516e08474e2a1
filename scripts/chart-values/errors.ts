import createError from '@fastify/error'

export const ValueUndocumented = createError<[string]>('KH_VALUE_UNDOCUMENTED', 'charts/kaspr-hooks/values.yaml: nothing describes %s', 400)
export const MarksMissing = createError<[string]>('KH_MARKS_MISSING', 'charts/kaspr-hooks/README.md has no place for the table: %s', 400)
export const ShapeUnknown = createError<[string, string]>('KH_SHAPE_UNKNOWN', 'charts/kaspr-hooks/values.yaml: %s is no shape, there are %s', 400)
