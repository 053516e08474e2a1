import type { AppDetails, MemberRow } from './app-details.ts'
import type { AppRow, OperationRow } from './app-row.ts'
import { ageText, oneLine, textTable } from './text-table.ts'

const header = ['NAME', 'READY', 'MEMBERS', 'LEADER', 'REBALANCING', 'STRIKES', 'OPERATIONS', 'LAST ROLL', 'AGE'] as const

/** All apps as a table; the namespace is told where there may be several. */
export const rowsText = (rows: readonly AppRow[], { now, hasNamespaces }: { readonly now: string; readonly hasNamespaces: boolean }): string =>
  textTable([...hasNamespaces ? ['NAMESPACE'] : [], ...header], rows.map((row) => [...hasNamespaces ? [row.namespace] : [], ...cells(row, now)]))

const cells = (row: AppRow, now: string): readonly string[] => [
  row.name,
  row.ready === 'True' || row.reason === null ? row.ready : `${row.ready} (${row.reason})`,
  row.members ?? '-',
  row.leader === null ? '-' : String(row.leader),
  row.rebalancing ?? '-',
  String(row.strikes),
  row.operations.length === 0 ? '-' : row.operations.map(({ type, state }) => `${type} ${state}`).join(', '),
  rolloutText(row, now),
  ageText(row.createdAt, now),
]

/** One app with its members, conditions, operations and the components that have problems. */
export const detailsText = (app: AppDetails, now: string): string => [
  headText(app, now),
  membersText(app.memberList, now),
  section('conditions', ['TYPE', 'STATUS', 'REASON', 'MESSAGE'], app.conditions.map(({ type, status, reason, message = '' }) => [type, status, reason, message])),
  section('operations', ['ID', 'TYPE', 'STATE', 'MESSAGE'], app.operations.map(operationCells)),
  section('components with problems', ['KIND', 'NAME', 'REASON', 'MESSAGE'], app.componentProblems.map(({ kind, name, reason, message }) => [kind, name, reason, message])),
].filter((part) => part !== '').join('\n')

const headText = (app: AppDetails, now: string): string => [
  `KasprApp ${app.namespace}/${app.name}`,
  ...([
    ['ready', `${app.ready}${app.reason === null ? '' : ` (${app.reason})`}`],
    ['version', app.version ?? '-'],
    ['members', `${app.members ?? '-'} available, ${app.rebalancing ?? '-'} rebalancing`],
    ['last roll', rolloutText(app, now)],
    ['components', `${app.components}, ${app.componentProblems.length} problems`],
    ['observed', app.observedAt === null ? 'never: no report of the steward' : `${ageText(app.observedAt, now)} ago`],
  ] as const).map(([name, value]) => `  ${name.padEnd(12)}${oneLine(value)}`),
  '',
].join('\n')

const rolloutText = ({ lastRollout }: AppRow, now: string): string =>
  lastRollout === null ? '-' : `${lastRollout.reasons.join(', ')} (${ageText(lastRollout.startedAt, now)} ago)`

const membersText = (members: readonly MemberRow[], now: string): string => section(
  'members',
  ['ID', 'READY', 'LEADER', 'REBALANCING', 'RECOVERING', 'STRIKES', 'SINCE', 'PROBLEM'],
  members.map(({ id, ready, leader, rebalancing, recovering, strikes, since, problem }) =>
    [String(id), known(ready), known(leader), known(rebalancing), known(recovering), String(strikes), ageText(since, now), problem ?? '']),
)

const known = (value: boolean | null): string => value === null ? 'unknown' : value ? 'yes' : 'no'

const operationCells = ({ id, type, state, message }: OperationRow): readonly string[] => [id, type, state, message ?? '']

const section = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `${title}\n${textTable(columns, rows).replaceAll(/^(?=.)/gm, '  ')}`
