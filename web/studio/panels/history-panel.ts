import type { AuditList } from '../../../studio/api/bodies.ts'
import { el } from '../../parts/element.ts'
import { valueOr } from '../../parts/toast.ts'
import { api } from '../api.ts'
import { shortName, shownTime } from '../app.ts'
import type { App } from '../app.ts'

type Entry = AuditList['items'][number]

const words: Readonly<Record<Entry['action'], string>> = {
  save: 'saved', approve: 'approved', override: 'published in spite of its checks', check: 'checked', publish: 'published', rollback: 'rolled back to', canary: 'started as canary', auto: 'rolled back by itself to',
}

/** Who did what when, the newest first. */
export const historyPanel = (app: App): HTMLElement => {
  const list = el('ol', { class: 'history', 'aria-label': 'History, the newest first' })
  const none = el('p', { class: 'muted empty', hidden: true }, 'Nothing happened yet.')
  const show = async (): Promise<void> => {
    const name = app.name.get()
    if (name === '' || app.panel.get() !== 'history') return
    const items = valueOr(await api.audit(name))?.items ?? []
    list.replaceChildren(...items.map(entryView))
    none.hidden = items.length > 0
  }
  app.panel.follow(() => { void show() })
  app.program.follow(() => { void show() })
  return el('div', {}, none, list)
}

const entryView = ({ at, user, action, revision, text = '' }: Entry): HTMLElement => el('li', {},
  el('time', { datetime: at }, shownTime(at)),
  el('span', {}, el('strong', {}, user === '' ? 'somebody' : user), ` ${words[action]} `, el('code', {}, shortName(revision)), ...(text === '' ? [] : [el('span', { class: 'muted' }, `: ${text}`)])))
