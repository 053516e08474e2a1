import { UsageInvalid } from '../protocol/errors.ts'

export const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const
export type SamplerName = (typeof samplers)[number]

/** Where and how traces are sent. */
export interface TraceSettings {
  /** URL that gets the spans, its path included. */
  readonly url: string
  /** Secret: they hold the key of whoever collects. */
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: SamplerName
  /** Share of traces, 0 to 1, for the samplers that take one. */
  readonly ratio: number
  /** How long a batch may take to arrive, all attempts together. */
  readonly timeoutMilliseconds: number
  /** How long a span waits for others at most. */
  readonly delayMilliseconds: number
  /** Spans that wait; of more, new ones are dropped. */
  readonly queue: number
}

type Variables = Readonly<Record<string, string>>

/**
 * Settings from the standard variables of OpenTelemetry. Undefined when traces go nowhere: no endpoint, or switched off.
 * Throws UsageInvalid with the name of the variable that makes no sense; it quotes no header.
 */
export const traceSettings = (env: Variables): TraceSettings | undefined => {
  if (isOff(env)) return undefined
  const url = urlOf(env)
  if (url === undefined) return undefined
  const first = (...names: readonly string[]): Given => given(env, names)
  oneOf(first('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'), ['http/json', 'http/protobuf'])
  const { 'service.name': named = 'kaspr-hooks', ...resource } = pairs(first('OTEL_RESOURCE_ATTRIBUTES'))
  return {
    url,
    headers: { ...headers(first('OTEL_EXPORTER_OTLP_HEADERS')), ...headers(first('OTEL_EXPORTER_OTLP_TRACES_HEADERS')) },
    serviceName: first('OTEL_SERVICE_NAME').text || named,
    resource,
    sampler: oneOf(first('OTEL_TRACES_SAMPLER'), samplers) ?? 'parentbased_always_on',
    ratio: ratio(first('OTEL_TRACES_SAMPLER_ARG')),
    timeoutMilliseconds: count(first('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'), 10_000, 60_000),
    delayMilliseconds: count(first('OTEL_BSP_SCHEDULE_DELAY'), 5_000, 60_000),
    queue: count(first('OTEL_BSP_MAX_QUEUE_SIZE'), 2_048, 65_536),
  }
}

const isOff = (env: Variables): boolean =>
  oneOf(given(env, ['OTEL_SDK_DISABLED'], (text) => text.toLowerCase()), ['true', 'false']) === 'true' || oneOf(given(env, ['OTEL_TRACES_EXPORTER']), ['otlp', 'none']) === 'none'

interface Given { readonly name: string; readonly text: string }

/** The first of these variables that says something; an empty one says nothing. */
const given = (env: Variables, names: readonly string[], as: (text: string) => string = (text) => text): Given => {
  const name = names.find((known) => (env[known] ?? '').trim() !== '') ?? names[0] ?? ''
  return { name, text: as((env[name] ?? '').trim()) }
}

const wrong = ({ name, text }: Given, is: string): Error => new UsageInvalid(`${name}: "${text}" is ${is}`)

/** The endpoint of traces is a whole URL; that of all signals is where the standard path begins. */
const urlOf = (env: Variables): string | undefined => {
  const own = given(env, ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
  if (own.text !== '') return web(own).href
  const all = given(env, ['OTEL_EXPORTER_OTLP_ENDPOINT'])
  if (all.text === '') return undefined
  const url = web(all)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
  return url.href
}

const web = (endpoint: Given): URL => {
  const url = URL.parse(endpoint.text)
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw wrong(endpoint, 'no URL that begins with http:// or https://')
}

const oneOf = <Word extends string>(variable: Given, words: readonly Word[]): Word | undefined => {
  const word = words.find((known) => known === variable.text)
  if (word === undefined && variable.text !== '') throw wrong(variable, `none of ${words.join(', ')}`)
  return word
}

const ratio = (variable: Given): number => {
  if (variable.text === '') return 1
  const share = Number(variable.text)
  if (share >= 0 && share <= 1) return share
  throw wrong(variable, 'no number from 0 to 1')
}

const count = (variable: Given, absent: number, most: number): number => {
  if (variable.text === '') return absent
  if (/^[1-9]\d{0,8}$/.test(variable.text) && Number(variable.text) <= most) return Number(variable.text)
  throw wrong(variable, `no whole number from 1 to ${most}`)
}

/** `key=value,key=value`, both percent-encoded where they must be. Values may be secret, so the error says none. */
const pairs = ({ name, text }: Given): Readonly<Record<string, string>> => Object.fromEntries(
  text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair, index) => {
    const [, key = '', value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(pair) ?? []
    const [readKey, readValue] = [decoded(key), decoded(value)]
    if (key === '' || readKey === undefined || readValue === undefined) throw new UsageInvalid(`${name}: entry ${index + 1} is no key=value`)
    return [readKey, readValue]
  }),
)

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const headers = (variable: Given): Readonly<Record<string, string>> => {
  const all = pairs(variable)
  Object.entries(all).forEach(([key, value], index) => {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(key) || !/^[\t\x20-\x7e]*$/.test(value)) throw new UsageInvalid(`${variable.name}: entry ${index + 1} is no header`)
  })
  return all
}
