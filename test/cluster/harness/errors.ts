import createError from '@fastify/error'

export const NeverCameAbout = createError<[string, number, string]>('KH_TEST_NEVER', '%s did not come about within %d s; last seen: %s', 500)
export const SettingMissing = createError<[string, string]>('KH_TEST_SETTING', '%s is not set: %s', 500)
export const OperatorDied = createError<[string, string]>('KH_TEST_OPERATOR', '%s ended by itself; its log is %s', 500)
