import { oneLine } from '../kaspr/status/text-table.ts'
import { needsPerson, severities } from './finding.ts'
import type { Finding, Severity } from './finding.ts'

/** Findings for people: the worst first, then in the order of the checks; a line with the counts ends it. */
export const reportText = (findings: readonly Finding[]): string => [
  ...severities.flatMap((severity) => group(severity, findings.filter((finding) => finding.severity === severity))),
  `${severities.map((severity) => `${findings.filter((finding) => finding.severity === severity).length} ${severity}`).join(', ')}; ${verdict(findings.filter(needsPerson).length)}\n`,
].join('')

const verdict = (count: number): string => count === 0 ? 'nothing needs a person' : `${count} ${count === 1 ? 'finding needs' : 'findings need'} a person`

const group = (severity: Severity, findings: readonly Finding[]): readonly string[] =>
  findings.length === 0 ? [] : [`${severity}\n`, ...findings.map(lines), '\n']

const lines = ({ check, code, object, severity, what, why, mend }: Finding): string => [
  `  ${check}${severity === 'ok' ? '' : ` ${code}`}: ${object === null ? '' : `${object}: `}${what}`,
  ...(why === null ? [] : [`      why:  ${why}`]),
  ...(mend === null ? [] : [`      mend: ${mend}`]),
].map((line) => `${line.slice(0, line.search(/\S/))}${oneLine(line)}\n`).join('')
