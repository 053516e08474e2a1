import type { Pulse } from '../src/playground/world-state.ts'
import { api } from './api.ts'
import type { App } from './app.ts'
import { toast } from './parts/toast.ts'

/** Follows the world: the clock with every pulse, everything else when its revision is another one. */
export const followWorld = (app: App): void => {
  let [busy, again] = [false, false]
  const load = async (): Promise<void> => {
    if (busy) {
      again = true
      return
    }
    busy = true
    const answer = await api.world()
    if ('value' in answer) app.world.set(answer.value)
    busy = false
    if (!again) return
    again = false
    await load()
  }
  const hear = (pulse: Pulse): void => {
    const world = app.world.get()
    if (world === undefined || world.revision !== pulse.revision) void load()
    else app.world.set({ ...world, clock: pulse.clock })
  }
  const events = new EventSource('/api/events')
  events.addEventListener('pulse', ({ data }) => { hear(JSON.parse(String(data))) })
  let lost = false
  events.addEventListener('open', () => {
    if (lost) toast('Connected again')
    lost = false
    document.body.classList.remove('lost')
  })
  events.addEventListener('error', () => {
    if (!lost) toast('The connection is lost; trying again', 'bad')
    lost = true
    document.body.classList.add('lost')
  })
}
