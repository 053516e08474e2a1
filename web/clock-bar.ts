import { api } from './api.ts'
import type { ClockOrder } from './api.ts'
import type { App } from './app.ts'
import { button, el, place, setAttribute, setText } from './parts/element.ts'
import { toast, valueOr } from './parts/toast.ts'

const minute = 60_000

const tell = async (order: ClockOrder): Promise<void> => { valueOr(await api.clock(order)) }

/** What the clock can be told; shortcuts use the same. */
export const clockOrders = (app: App) => ({
  playOrPause: () => { void tell({ action: app.world.get()?.clock.playing === true ? 'pause' : 'play' }) },
  step: () => { void tell({ action: 'step' }) },
  minute: () => { void tell({ action: 'advance', milliseconds: minute }) },
  hour: () => { void tell({ action: 'advance', milliseconds: 60 * minute }) },
  startOver: async () => {
    if (valueOr(await api.startOver()) !== undefined) toast('Everything is as it was at the start')
  },
})
export type ClockOrders = ReturnType<typeof clockOrders>

/** The virtual clock and its buttons. */
export const clockBar = (app: App, orders: ClockOrders): void => {
  const time = el('time', { class: 'now', title: 'Time in the cluster, UTC' })
  const play = button('', orders.playOrPause, { class: 'round' })
  const speed = el('select', { 'aria-label': 'Speed of the clock', change: () => { void tell({ action: 'speed', speed: Number(speed.value) }) } },
    ...['1', '10', '60'].map((value) => el('option', { value }, `${value}×`)))
  place('clock').append(time, play, speed,
    button('Next change', orders.step, { title: 'Go on until something changes, five minutes at most' }),
    button('+1 min', orders.minute),
    button('+1 h', orders.hour))
  app.world.follow((world) => {
    if (world === undefined) return
    const { now, playing, speed: current } = world.clock
    setText(time, now.slice(11, 19))
    setAttribute(time, 'datetime', now)
    time.classList.toggle('still', !playing)
    setText(play, playing ? '❚❚' : '▶')
    setAttribute(play, 'aria-label', playing ? 'Pause the clock' : 'Let the clock run')
    setAttribute(play, 'title', playing ? 'Pause the clock' : 'Let the clock run')
    if (document.activeElement !== speed) speed.value = String(current)
  })
}
