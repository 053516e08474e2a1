import { isObject, parsedJson } from '../src/kit/json.ts'
import type { JsonValue } from '../src/kit/json.ts'
import type { MemberAnswer, MemberState } from './members.ts'

const flags = ['leader', 'rebalancing', 'recovering'] as const

const badJson: MemberAnswer = { answered: false, error: 'bad-json' }

/** Reads what a member told under its status path (kaspr-lifecycle.md 4.1). One of the three flags has to be there. */
export const memberAnswer = (body: string): MemberAnswer => {
  const told = parsedJson(body)
  if (!isObject(told)) return badJson
  const given = flags.filter((name) => told[name] !== undefined && told[name] !== null)
  if (given.length === 0 || given.some((name) => typeof told[name] !== 'boolean')) return badJson
  return { answered: true, ...state(told) }
}

const state = (told: { readonly [key: string]: JsonValue }): MemberState =>
  Object.fromEntries(flags.flatMap((name) => typeof told[name] === 'boolean' ? [[name, told[name]]] : []))
