import type { ObjectDetail } from '../src/playground/object-detail.ts'
import { createApp } from './app.ts'
import { cell } from './parts/cell.ts'
import { clockBar, clockOrders } from './clock-bar.ts'
import { DetailView } from './detail-view.ts'
import { button, place } from './parts/element.ts'
import { faultStrip } from './fault-strip.ts'
import { followWorld } from './live.ts'
import { shortcuts } from './parts/shortcuts.ts'
import { TimelineView } from './timeline-view.ts'
import { TreeView } from './tree-view.ts'

const app = createApp()
const detail = cell<ObjectDetail | undefined>(undefined)
const orders = clockOrders(app)
clockBar(app, orders)
faultStrip(app)
const tree = new TreeView(app)
const view = new DetailView(app, detail)
const timeline = new TimelineView(app, detail)

const edit = (): void => {
  app.tab.set('edit')
  view.edit.focus()
}

const others = [
  { key: '↑ ↓ ← →', text: 'Move in the tree, open and close' },
  { key: 'Enter', text: 'Select the object of the tree' },
  { key: 'Ctrl+Enter', text: 'Apply, in the editor' },
  { key: 'Esc, Tab', text: 'Leave the editor' },
]
const keys = shortcuts({ setting: 'kaspr-hooks-playground-single-keys', others, keys: [
  { key: '?', text: 'Show this list', run: () => { keys.open() } },
  { key: 't', text: 'Go to the tree', run: () => { tree.focus() } },
  { key: 'l', text: 'Go to the timeline', run: () => { timeline.focus() } },
  { key: 'o', text: 'Overview of the object', run: () => { app.tab.set('overview') } },
  { key: 'e', text: 'Edit', run: edit },
  { key: 'p', text: 'Pause the clock, or let it run', run: orders.playOrPause },
  { key: 'n', text: 'Next change', run: orders.step },
  { key: 'm', text: 'One minute on', run: orders.minute },
  { key: 'h', text: 'One hour on', run: orders.hour },
] })
place('tools').append(button('Start over', () => { void orders.startOver() }, { title: 'Throw the cluster away and begin with the first examples' }), button('?', keys.open, { class: 'round', 'aria-label': 'Keyboard shortcuts', title: 'Keyboard shortcuts' }))

// The first thing somebody sees is an object that runs something.
app.world.follow((world) => {
  const first = world?.trees[0]
  if (first !== undefined && app.selected.get() === '') app.select((world?.trees.find(({ children }) => children.some(({ kind }) => kind === 'StatefulSet')) ?? first).id)
})
followWorld(app)
