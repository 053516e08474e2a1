// Reads and writes the bytes of requests, without a server around it.

interface Load { readonly load: { readonly name: string; readonly text: string } }
interface Run { readonly run: { readonly name: string; readonly times: number } }

const documents = new Map<string, Buffer>()
let written = 0

process.on('message', (message: Load | Run | string) => {
  if (typeof message === 'string') return
  if ('load' in message) {
    documents.set(message.load.name, Buffer.from(message.load.text))
    process.send?.({})
    return
  }
  const bytes = documents.get(message.run.name) ?? Buffer.from('null')
  for (let count = 0; count < message.run.times; count += 1) written += JSON.stringify(JSON.parse(bytes.toString('utf8'))).length
  process.send?.({ written })
})
