import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { started } from '../../package/program.ts'
import { pageAt } from '../page.ts'
import { commandPages, marks, openShell, stepsOf, unsaid } from '../shell.ts'

// Shell blocks without a mark are run as they stand, each page in a folder of its own; what stands below them is what they print.

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Ports of the pages, and those that they stand for here. */
const ports = new Map(await Promise.all(['8080', '8082', '8090', '8443', '8444'].map(async (port) => [port, String(await freePort())] as const)))
const here = (text: string): string => text.replaceAll(/(?<=localhost:|-port |--port )\d{4}\b/g, (port) => ports.get(port) ?? port)

t.before(async () => {
  const of = (port: string): string => ports.get(port) ?? ''
  const service = started({ command: [process.execPath, '--no-warnings', 'bin/kaspr-hooks.js', 'serve', '--port', of('8080'), '--operations-port', '0', '--playground', '--playground-port', of('8082'), '--studio-port', '0', '--hints'], cwd: process.cwd() })
  t.teardown(async () => {
    service.process.kill('SIGKILL')
    await service.ended
  })
  t.ok(await service.said(/playground/), service.output())
})

for (const path of commandPages) {
  t.test(`commands of ${path}`, async (t) => {
    const page = pageAt(path)
    t.strictSame(page.blocks.filter(({ language, mark }) => language === 'sh' && !marks.includes(mark)).map(({ mark }) => mark), [], 'marks that docs/README.md explains')
    const run = openShell(path.replaceAll(/\W/g, '-'))
    for (const { block, says } of stepsOf(page, '')) {
      const { status, out, err } = await run(here(block.text))
      t.equal(status, 0, `${block.text}\n${err}`)
      if (says !== undefined) t.strictSame(unsaid(says, out), [], `${block.text}\n${out}\n${err}`)
    }
  })
}

t.test('a command that fails in the middle, and a line that is not printed, are found', async (t) => {
  const run = openShell('broken')
  t.not((await run('false\necho on')).status, 0)
  t.not((await run('false | cat')).status, 0)
  t.strictSame(unsaid('one\ntwo  3s\n', 'two 9s\none\ntwo 5s\n'), [])
  t.strictSame(unsaid('two\none\n', 'one\ntwo\n'), ['one'])
})
