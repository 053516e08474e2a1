import type { Told } from './api.ts'

const mostTries = 4
const milliseconds = 1000

/** Asks again a moment later where the server has no time: another window of the same person may be asking. */
export const patiently = async <Value>(ask: () => Told<Value>): Told<Value> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask()
    if ('value' in answer || answer.refusal.more?.status !== 429 || tries >= mostTries) return answer
    await new Promise((resolve) => { setTimeout(resolve, milliseconds) })
  }
}
