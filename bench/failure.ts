import createError from '@fastify/error'

/** The benchmark cannot go on; it has no users, so it has one error. */
export const BenchFailed = createError<[string]>('KH_BENCH_FAILED', '%s', 500)
