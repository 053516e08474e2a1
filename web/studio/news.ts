import type { Presence, ProgramNews } from '../../studio/api/bodies.ts'
import { api } from './api.ts'
import type { App } from './app.ts'
import type { ServerEvent } from './event-parser.ts'
import { eventStream } from './event-stream.ts'

/** Follows what others do to the open program, and who they are. */
export const followNews = (app: App): void => {
  let stop = (): void => undefined
  const hear = ({ event, data }: ServerEvent): void => {
    if (event === 'presence') {
      const presence: Presence = JSON.parse(data)
      app.users.set(presence.users)
    }
    if (event !== 'program') return
    const news: ProgramNews = JSON.parse(data)
    const program = app.program.get()
    // Checks and approvals change a revision, which the program's own version does not show: every piece of news counts.
    if (program !== undefined) soon()
    if (program !== undefined && program.spec.activeRevision !== (news.active ?? undefined)) void app.reloadPrograms()
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => { void app.reload() }, 100)
  }
  app.name.follow((name) => {
    stop()
    app.users.set([])
    if (name !== '') stop = eventStream(api.eventsPath(name), { event: hear, connected: () => undefined }).stop
  })
}
