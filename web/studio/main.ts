import { button, place } from '../parts/element.ts'
import { shortcuts } from '../parts/shortcuts.ts'
import { toast, valueOr } from '../parts/toast.ts'
import { api } from './api.ts'
import { createApp, shortName } from './app.ts'
import type { Panel } from './app.ts'
import { door } from './door.ts'
import { LogView } from './log-view.ts'
import { firstAnswers, firstQuestions } from './first-questions.ts'
import { followNews } from './news.ts'
import { checksPanel } from './panels/checks-panel.ts'
import { historyPanel } from './panels/history-panel.ts'
import { ReplayPanel } from './panels/replay-panel.ts'
import { revisionsPanel } from './panels/revisions-panel.ts'
import { TryPanel } from './panels/try-panel.ts'
import { typesPanel } from './panels/types-panel.ts'
import { programList } from './program-list.ts'
import { revisionActions } from './revision-actions.ts'
import { sideView } from './side-view.ts'
import { SourceView } from './source-view.ts'
import { stateStrip } from './state-strip.ts'

const app = createApp()
const source = new SourceView(app)
place('source').append(source.element)

const check = async (name: string): Promise<void> => {
  if (app.checking.get()) return
  app.revision.set(name)
  app.panel.set('checks')
  app.checking.set(true)
  const report = valueOr(await api.runChecks(name))
  await app.reload()
  app.checking.set(false)
  if (report !== undefined) toast(`Checks of ${shortName(name)} ${report.passed ? 'passed' : 'failed'}`, report.passed ? 'good' : 'bad')
}
source.onSaved((name) => { void check(name) })

const tries = new TryPanel(app, () => source.text())
const replay = new ReplayPanel(app, (recording) => { void tries.take(recording) })
replay.onRecordings((recordings) => { tries.showRecordings(recordings) })
app.panel.follow((panel) => { if (panel === 'try') void replay.reload() })

stateStrip(app)
const list = programList(app)
sideView(app, {
  revisions: revisionsPanel(app, revisionActions(app, source, check)),
  checks: checksPanel(app, check),
  replay: replay.element,
  try: tries.element,
  types: typesPanel(app),
  history: historyPanel(app),
})
const log = new LogView(app)
followNews(app)

const show = (panel: Panel) => (): void => {
  app.panel.set(panel)
  document.getElementById(`tab-${panel}`)?.focus()
}

const others = [
  { key: 'Ctrl+S', text: 'Save a revision' },
  { key: 'Ctrl+Space', text: 'Complete, in the editor' },
  { key: 'Ctrl+F', text: 'Search, in the editor' },
  { key: 'Esc, Tab', text: 'Leave the editor' },
]
const keys = shortcuts({ setting: 'kaspr-hooks-studio-single-keys', others, keys: [
  { key: '?', text: 'Show this list', run: () => { keys.open() } },
  { key: 'g', text: 'Go to the programs', run: () => { list.focus() } },
  { key: 'e', text: 'Go to the editor', run: () => { source.focus() } },
  { key: 'l', text: 'Go to the live log', run: () => { log.focus() } },
  { key: 'r', text: 'Revisions', run: show('revisions') },
  { key: 'c', text: 'Checks', run: show('checks') },
  { key: 'p', text: 'Replay', run: show('replay') },
  { key: 't', text: 'Try a request', run: show('try') },
  { key: 'y', text: 'Types', run: show('types') },
  { key: 'h', text: 'History', run: show('history') },
] })
place('tools').append(button('?', keys.open, { class: 'round', 'aria-label': 'Keyboard shortcuts', title: 'Keyboard shortcuts' }))
document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return
  event.preventDefault()
  void source.save()
})

/** The program that the address names, or the first one. */
const follow = async (): Promise<void> => {
  const named = new URLSearchParams(location.hash.slice(1)).get('program')
  const name = named ?? app.programs.get()[0]?.name ?? ''
  if (name === '' || name === app.name.get()) return
  app.program.set(undefined)
  app.revision.set('')
  app.name.set(name)
  document.title = `${name} · Kaspr Hooks Studio`
  await app.reload()
  const program = app.program.get()
  if (program !== undefined) await source.open(program)
}
addEventListener('hashchange', () => { void follow() })

const open = async (asked: ReturnType<typeof firstQuestions>): Promise<void> => {
  const [me, programs] = await asked
  if ('refusal' in me && me.refusal.more?.status === 401) return
  app.me.set(valueOr(me))
  app.programs.set(valueOr(programs)?.items ?? [])
  app.name.set('')
  await follow()
}
door(() => open(firstQuestions()))
void open(firstAnswers)
