import { ObjectGroups } from '../protocol/request.ts'
import { checkOf } from '../kit/check.ts'
import type { History, Sync } from './history.ts'
import { addressOf, objectId } from './object-id.ts'

const groups = checkOf(ObjectGroups)

/** Ids of what the last sync of a parent read besides its children; empty for what is no parent. */
export const relatedIds = (history: History, parent: string): readonly string[] => {
  const last = history.chapters().findLast((chapter): chapter is Sync => chapter.type === 'sync' && chapter.pass.parent === parent && callOf(chapter) !== undefined)
  const related = last === undefined ? undefined : callOf(last)?.request['related']
  return groups.matches(related) ? Object.values(related).flatMap((group) => Object.values(group).map((object) => objectId(addressOf(object)))) : []
}

const callOf = ({ calls }: Sync) => calls.find(({ hook }) => hook === 'sync' || hook === 'finalize')
