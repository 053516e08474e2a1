import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface NetworkLine {
  readonly url: string
  /** Breaks what is connected, and lets nobody through. */
  readonly cut: () => void
  readonly mend: () => void
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null

/** A line to a server that can be cut. */
export const networkLine = async (t: { teardown: (end: () => unknown) => void }, url: string): Promise<NetworkLine> => {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const cut = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  t.teardown(() => {
    cut()
    server.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${isAddress(address) ? address.port : 0}`, cut, mend: () => { isCut = false } }
}
