import type { ObjectDetail } from '../src/playground/object-detail.ts'
import type { PodFault } from '../src/playground/fault-list.ts'
import { api } from './api.ts'
import type { Answer } from './parts/answer.ts'
import { button, el } from './parts/element.ts'
import { toast, valueOr } from './parts/toast.ts'

const faultButtons: Readonly<Record<PodFault, { readonly text: string; readonly title: string }>> = {
  PodUnready: { text: 'Hang', title: 'The pod runs, but is not ready any more' },
  PodStuck: { text: 'Lose node', title: 'The node does not answer: a deleted pod stays' },
  InitContainerFailure: { text: 'Fail install', title: 'The init container fails; the pod is started anew' },
  ImagePullError: { text: 'Break image', title: 'The image cannot be pulled; the pod is started anew' },
}

/** What people can do to an object, as buttons. */
export const objectActions = (detail: ObjectDetail): HTMLElement => el('div', { class: 'actions', role: 'group', 'aria-label': `Actions for ${detail.kind} ${detail.name}` },
  ...pauseButton(detail),
  ...(detail.kind === 'Pod' ? [button('Kill', () => { void done(api.remove(detail.id), `Killed ${detail.name}`) }, { title: 'Delete the pod; its controller makes it anew' })] : []),
  ...detail.faults.map((fault) => button(faultButtons[fault].text, () => { void done(api.fault(detail.id, fault), `${detail.name}: ${faultButtons[fault].title}`) }, { title: faultButtons[fault].title })),
  ...(detail.kind === 'Pod' ? [] : [button('Delete', () => { void done(api.remove(detail.id), `Deleted ${detail.kind} ${detail.name}`) }, { title: 'Delete it as kubectl does; what it owns goes with it' })]))

const pauseButton = ({ pause, id, kind, name }: ObjectDetail): readonly HTMLElement[] => {
  if (pause === 'never') return []
  const isPaused = pause === 'paused'
  return [button(isPaused ? 'Resume' : 'Pause', () => { void done(api.pause(id, !isPaused), `${isPaused ? 'Resumed' : 'Paused'} ${kind} ${name}`) }, { title: isPaused ? 'Let its controller work again' : 'Hold every child as it is' })]
}

const done = async (asked: Promise<Answer<object>>, said: string): Promise<void> => {
  if (valueOr(await asked) !== undefined) toast(said)
}
