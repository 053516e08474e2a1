import t from 'tap'
import { eventParser } from '../../web/studio/event-parser.ts'
import { latest } from '../../web/studio/latest.ts'
import { lineChanges } from '../../web/studio/line-changes.ts'
import { threeWayMerge } from '../../web/studio/three-way-merge.ts'
import type { Merged } from '../../web/studio/three-way-merge.ts'
import { tryCommand } from '../../web/studio/try-command.ts'

const merge = (base: string, mine: string, theirs: string): Merged =>
  threeWayMerge({ base: base.split('\n'), mine: lineChanges(base, mine), theirs: lineChanges(base, theirs) })

t.test('a merge keeps what both did, wherever it is', async (t) => {
  const base = 'a\nb\nc\nd\ne\n'
  t.strictSame(merge(base, base, base), { text: base, conflicts: 0 })
  t.strictSame(merge(base, 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n'), { text: 'A\nb\nc\nd\nE\n', conflicts: 0 })
  t.strictSame(merge(base, '0\na\nb\nc\nd\ne\n', 'a\nb\nc\nd\ne\nf'), { text: '0\na\nb\nc\nd\ne\nf', conflicts: 0 })
  t.strictSame(merge(base, 'b\nc\nd\ne\n', 'a\nb\nc\n'), { text: 'b\nc\n', conflicts: 0 })
  t.strictSame(merge('a', 'b', 'a'), { text: 'b', conflicts: 0 })
  t.strictSame(merge('a', 'a', ''), { text: '', conflicts: 0 })
})

t.test('what both changed is a conflict and stays as I have it, unless both did the same', async (t) => {
  const base = 'a\nb\nc\n'
  t.strictSame(merge(base, 'a\nmine\nc\n', 'a\ntheirs\nc\n'), { text: 'a\nmine\nc\n', conflicts: 1 })
  t.strictSame(merge(base, 'a\nsame\nc\n', 'a\nsame\nc\n'), { text: 'a\nsame\nc\n', conflicts: 0 })
  t.strictSame(merge(base, 'mine\n', ''), { text: 'mine\n', conflicts: 1 })
})

t.test('changes of lines make the one text out of the other', async (t) => {
  const texts = ['', 'a', 'a\n', '\n', 'a\nb', 'b\na\n', 'a\nb\nc\nd', 'x\nb\ny\nd\n', 'a\n\n\nb']
  for (const from of texts) for (const to of texts) t.equal(merge(from, from, to).text, to, JSON.stringify([from, to]))
})

t.test('server-sent events are read whole, wherever the stream is cut', async (t) => {
  const stream = ': heartbeat\n\nid: r1:1\nevent: log\ndata: {"a":1}\n\nid: r1:2\r\nevent: log\r\ndata: one\r\ndata: two\r\n\r\ndata: plain\n\nid: r1:3\ndata: unfinished'
  for (let at = 0; at < stream.length; at += 1) {
    const { take, lastId } = eventParser('r1:0')
    const events = [...take(stream.slice(0, at)), ...take(stream.slice(at))]
    t.strictSame(events, [{ event: 'log', data: '{"a":1}' }, { event: 'log', data: 'one\ntwo' }, { event: 'message', data: 'plain' }], `cut at ${at}`)
    t.equal(lastId(), 'r1:2', 'what is not complete was not seen')
  }
})

t.test('one question is in flight at a time, and only the last of those that wait is asked', async (t) => {
  const asked: string[] = []
  let finish: (() => void)[] = []
  const ask = latest((question: string) => new Promise<string>((resolve) => {
    asked.push(question)
    finish.push(() => { resolve(`answer to ${question}`) })
  }))
  const answers = ['a', 'b', 'c'].map((question) => ask(question))
  t.strictSame(asked, ['a'])
  finish[0]?.()
  t.equal(await answers[0], 'answer to a')
  await new Promise((resolve) => { setImmediate(resolve) })
  t.strictSame(asked, ['a', 'c'])
  finish[1]?.()
  t.strictSame(await Promise.all(answers), ['answer to a', 'answer to c', 'answer to c'])
  finish = []
  const failing = latest(async (question: string) => { throw new TypeError(question) })
  await t.rejects(failing('x'), { message: 'x' })
  await t.rejects(failing('y'), { message: 'y' })
})

t.test('a command holds no token, and nothing in a request ends it', async (t) => {
  const command = tryCommand("http://127.0.0.1:8083/api/v1/programs/it's/try", { source: 'a\nJSON\nb', request: { text: "'$(id)`" } })
  t.match(command, /Bearer \$STUDIO_TOKEN"/)
  t.equal(command.split('\n').length, 4)
  t.match(command, "'http://127.0.0.1:8083/api/v1/programs/it%27s/try' <<'JSON'\n")
})
