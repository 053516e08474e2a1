import { playgroundUntil } from '../../src/cli/playground.ts'
import { playgroundSetup } from '../../src/cli/playground-setup.ts'

interface Ends { readonly teardown: (end: () => unknown) => void }

/** The Studio of `playground` on a free port, as its command starts it; it ends with the test. */
export const openPlayground = async (t: Ends): Promise<{ readonly url: string; readonly token: string }> => {
  const asked = Promise.withResolvers<void>()
  const printed = Promise.withResolvers<string>()
  const terminal = { out: (text: string) => { printed.resolve(text) }, err: () => undefined, stdin: async () => '', env: {}, now: () => '' }
  const setup = await playgroundSetup({}, { url: 'http://127.0.0.1:8080' })
  const run = playgroundUntil({ asked: asked.promise, insisted: new AbortController().signal, forget: () => undefined }, { ...setup, host: '127.0.0.1', port: 0, studioPort: 0 }, terminal)
  t.teardown(() => {
    asked.resolve()
    return run
  })
  const [, url = '', token = ''] = /The Studio is at (http:\S+)\/studio\/#token=(\S+)\n/.exec(await printed.promise) ?? []
  return { url, token }
}
