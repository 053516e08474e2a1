import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Entry } from './config-values.ts'
import type { KasprAppSpec } from './resource.ts'

const mechanisms = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const

/** With `plain` a user name, even an empty one, switches the login on; SCRAM always logs in (kaspr-resources.md 3.6). */
export const logsIn = ({ authentication: { type, username } }: KasprAppSpec): boolean => type !== 'plain' || username !== undefined

/** Variables of login and encryption. */
export const authenticationEntries = (spec: KasprAppSpec): readonly Entry[] => {
  const encrypted = spec.tls !== undefined
  if (!logsIn(spec)) return [['K_KAFKA_SECURITY_PROTOCOL', encrypted ? 'SSL' : 'PLAINTEXT']]
  return [
    ['K_KAFKA_SECURITY_PROTOCOL', encrypted ? 'SASL_SSL' : 'SASL_PLAINTEXT'],
    ['K_KAFKA_SASL_MECHANISM', mechanisms[spec.authentication.type]],
    ['K_KAFKA_AUTH_USERNAME', spec.authentication.username ?? ''],
  ]
}

/** Secret and key of the password, when there is a login. */
export const passwordReference = (spec: KasprAppSpec): { readonly name: string; readonly key: string } | undefined => {
  const { secretName, passwordKey } = spec.authentication.passwordSecret ?? {}
  return logsIn(spec) && secretName && passwordKey ? { name: secretName, key: passwordKey } : undefined
}

export const authenticationProblems = (spec: KasprAppSpec): readonly Problem[] => {
  if (!logsIn(spec)) return []
  const { type, username, passwordSecret } = spec.authentication
  const missing = [
    ...(type !== 'plain' && username === undefined ? ['username'] : []),
    ...(passwordSecret?.secretName ? [] : ['passwordSecret.secretName']),
    ...(passwordSecret?.passwordKey ? [] : ['passwordSecret.passwordKey']),
  ]
  return missing.map((field) => problem(`spec.authentication.${field}`, `is required for a login with ${type}`))
}
