import { everyKind, joined, packaged } from './appearing.ts'
import { changed, moved, scaled } from './changing.ts'
import { deleted, paused, repaired } from './holding.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: readonly Scenario[] = [everyKind, scaled, changed, repaired, paused, moved, joined, packaged, deleted]

export const namespaceOf = ({ name }: Pick<Scenario, 'name'>): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
