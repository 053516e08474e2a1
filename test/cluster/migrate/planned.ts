import type { Finding } from '../../../kaspr/migrate/finding.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { World } from './world.ts'

/** Findings of `migrate plan -o json`. */
export const findingsOf = async ({ migrate }: Pick<World, 'migrate'>): Promise<readonly Finding[]> =>
  trusted<readonly Finding[]>(JSON.parse((await migrate('plan', '-o', 'json')).out))

export const having = (findings: readonly Finding[], ...codes: readonly Finding['code'][]): readonly Finding[] => findings.filter(({ code }) => codes.includes(code))

/** Children that some findings are about, by name. */
export const childrenOf = (findings: readonly Finding[]): readonly string[] => findings.flatMap(({ children = [] }) => children).toSorted()
