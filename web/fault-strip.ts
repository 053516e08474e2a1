import type { ActiveFault } from '../src/playground/fault-list.ts'
import { api } from './api.ts'
import type { App } from './app.ts'
import { button, el, place } from './parts/element.ts'
import { keyedList } from './parts/keyed-list.ts'
import { valueOr } from './parts/toast.ts'

/** What faults are called here. */
export const faultNames: Readonly<Record<ActiveFault['fault'], string>> = {
  PodUnready: 'hangs', PodStuck: 'node does not answer', InitContainerFailure: 'installation fails', ImagePullError: 'image cannot be pulled',
}

/** What is going wrong on purpose, with a way to end it; nothing when nothing is. */
export const faultStrip = (app: App): void => {
  const list = el('ul', { 'aria-label': 'Faults' })
  const strip = el('div', { class: 'strip', hidden: true }, el('strong', {}, 'Going wrong on purpose'), list)
  const show = keyedList<ActiveFault>(list, {
    key: ({ id }) => String(id),
    make: ({ id, pod, fault }) => el('li', {}, `${pod}: ${faultNames[fault]} `, button('End', () => { void end(id) }, { class: 'small', 'aria-label': `End: ${pod} ${faultNames[fault]}` })),
  })
  place('faults').append(strip)
  app.world.follow((world) => {
    const faults = world?.faults ?? []
    strip.hidden = faults.length === 0
    show(faults)
  })
}

const end = async (id: number): Promise<void> => { valueOr(await api.endFault(id)) }
