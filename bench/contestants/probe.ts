// Loaded before the program of every Node process that is measured. It answers over the IPC channel and does nothing unasked.

process.on('message', (question) => {
  if (question === 'cpu') process.send?.({ microseconds: used() })
  if (question === 'memory') process.send?.(memory())
})

/** User and system time of all threads: collecting garbage and compiling count. */
const used = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const memory = (): object => {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heapUsed, external, handles: process.getActiveResourcesInfo().length, most: process.resourceUsage().maxRSS * 1024 }
}
