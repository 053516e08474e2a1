import type { Me, ProgramDetail, ProgramSummary, RevisionSummary } from '../../studio/api/bodies.ts'
import type { Badge } from '../../src/playground/badge.ts'
import { cell } from '../parts/cell.ts'
import type { Cell } from '../parts/cell.ts'
import { valueOr } from '../parts/toast.ts'
import { api } from './api.ts'
import { noDraft } from './draft-keeper.ts'

export const panels = ['revisions', 'checks', 'replay', 'try', 'types', 'history'] as const
export type Panel = (typeof panels)[number]

/** What the parts of the page share. */
export interface App {
  readonly me: Cell<Me | undefined>
  readonly programs: Cell<readonly ProgramSummary[]>
  /** Name of the program that is open; empty: none. */
  readonly name: Cell<string>
  readonly program: Cell<ProgramDetail | undefined>
  readonly panel: Cell<Panel>
  /** Revision that checks and replay are about; empty: the newest. */
  readonly revision: Cell<string>
  /** How the draft is. */
  readonly draft: Cell<Badge>
  /** Checks are running. */
  readonly checking: Cell<boolean>
  readonly users: Cell<readonly string[]>
  readonly reloadPrograms: () => Promise<void>
  readonly reload: () => Promise<void>
}

export const createApp = (): App => {
  const [name, program] = [cell(''), cell<ProgramDetail | undefined>(undefined)]
  const programs = cell<readonly ProgramSummary[]>([])
  return {
    me: cell<Me | undefined>(undefined),
    programs, name, program,
    panel: cell<Panel>('revisions'),
    revision: cell(''),
    draft: cell<Badge>(noDraft),
    checking: cell(false),
    users: cell<readonly string[]>([]),
    reloadPrograms: async () => { programs.set(valueOr(await api.programs())?.items ?? programs.get()) },
    reload: async () => {
      const asked = name.get()
      if (asked === '') return
      const found = valueOr(await api.program(asked))
      if (found !== undefined && name.get() === asked) program.set(found)
    },
  }
}

/** The revision that checks and replay are about. */
export const chosenRevision = (app: App): RevisionSummary | undefined => {
  const revisions = app.program.get()?.revisions ?? []
  return revisions.find(({ name }) => name === app.revision.get()) ?? revisions[0]
}

/** The digits of a revision's name, without the program in front. */
export const shortName = (revision: string): string => /[0-9a-f]{12}$/.exec(revision)?.[0] ?? revision

/** `2026-11-21T08:03:09Z` as `2026-11-21 08:03`, UTC. */
export const shownTime = (time: string): string => time.slice(0, 16).replace('T', ' ')
