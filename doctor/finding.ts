import type { Cluster } from './cluster.ts'
import { unlessUnread } from './not-checked.ts'

export const severities = ['error', 'warning', 'info', 'ok'] as const
/** `error`: something does not work. `warning`: it will not, or nobody could look. Both need a person. */
export type Severity = typeof severities[number]

/** What a check found. Keys, names of checks and codes are a contract with scripts. */
export interface Finding {
  readonly check: string
  readonly code: string
  /** `Kind namespace/name`, null when it is about the cluster as a whole. */
  readonly object: string | null
  readonly severity: Severity
  readonly what: string
  /** Why it matters; null where all is well. */
  readonly why: string | null
  /** A command that mends it or is the next step; null where there is nothing to do. */
  readonly mend: string | null
}

/** What a code stands for. */
export interface Meaning {
  readonly severity: Severity
  readonly why: string
}

/** What is said about one case of a code. */
export interface Said {
  readonly what: string
  readonly object?: string
  readonly mend?: string
  readonly why?: string
  readonly severity?: Severity
}

export type Say<Code extends string> = (code: Code, said: Said) => Finding

/** One question to a cluster; one file each. */
export interface Check {
  readonly name: string
  /** For people: what is looked at. */
  readonly looksAt: string
  readonly codes: Readonly<Record<string, Meaning>>
  /** Never rejects: what cannot be read is a finding. */
  readonly run: (cluster: Cluster) => Promise<readonly Finding[]>
}

interface Definition<Code extends string> extends Omit<Check, 'codes' | 'run'> {
  readonly codes: Readonly<Record<Code, Meaning>>
  /** What is said when nothing was found. */
  readonly well: string
  readonly run: (cluster: Cluster, say: Say<Code>) => Promise<readonly Finding[]>
}

/** Makes a check; where it finds nothing that needs a person it says so. */
export const check = <Code extends string>({ name, looksAt, codes, well, run }: Definition<Code>): Check => {
  const say: Say<Code> = (code, { what, object = null, mend = null, ...own }) =>
    ({ check: name, code, object, severity: own.severity ?? codes[code].severity, what, why: own.why ?? codes[code].why, mend })
  return {
    name,
    looksAt,
    codes,
    run: async (cluster) => {
      const found = await unlessUnread(name, () => run(cluster, say))
      return found.some(needsPerson) ? found : [...found, { check: name, code: 'Ok', object: null, severity: 'ok', what: well, why: null, mend: null }]
    },
  }
}

export const needsPerson = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning'
