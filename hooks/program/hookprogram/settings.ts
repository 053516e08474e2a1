import type { JsonObject } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Settings } from '../../../src/kit/settings.ts'

const addressSetting = 'STUDIO_HOOKS_URL'

/** The Service of the shipped manifests. */
const service = { name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080, protocol: 'http' } as const

/** Where Metacontroller calls the hook of a program: under STUDIO_HOOKS_URL, or in the service that the manifests make. */
export const hooksAddress = (settings: Settings, path: string): JsonObject => {
  const base = baseOf(settings)
  return base === undefined ? { service, path } : { url: `${base}${path}` }
}

const baseOf = (settings: Settings): string | undefined => {
  const text = settings[addressSetting]
  return text === undefined || text === '' || !isBase(text) ? undefined : text.replace(/\/+$/, '')
}

const isBase = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
}

export const programSettingProblems = (settings: Settings): readonly Problem[] => {
  const text = settings[addressSetting] ?? ''
  return text === '' || isBase(text) ? [] : [problem(addressSetting, 'must be an address such as http://127.0.0.1:8080, without a query')]
}
