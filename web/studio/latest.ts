/**
 * One call in flight at most. Whoever asks meanwhile waits, and only the last question is asked: the ones before it get its
 * answer too.
 */
export const latest = <Question, Answer>(ask: (question: Question) => Promise<Answer>): ((question: Question) => Promise<Answer>) => {
  let current: Promise<unknown> | undefined
  let waiting: { question: Question; readonly answer: Promise<Answer> } | undefined
  const begin = (question: Question): Promise<Answer> => {
    const asked = ask(question)
    const done: Promise<void> = asked.then(() => undefined, () => undefined).then(() => { if (current === done) current = undefined })
    current = done
    return asked
  }
  return (question) => {
    if (current === undefined) return begin(question)
    if (waiting === undefined) {
      const answer = current.then((): Promise<Answer> => {
        const last = waiting?.question ?? question
        waiting = undefined
        return begin(last)
      })
      waiting = { question, answer }
    }
    waiting.question = question
    return waiting.answer
  }
}
