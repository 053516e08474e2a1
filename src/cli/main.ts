import { parseArgs } from 'node:util'
import type { Command, OptionValues, Terminal } from './command.ts'

/** They run for months: nothing is loaded beside them. All others come with the list of commands. */
const services: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  steward: async () => (await import('./steward.ts')).steward,
  studio: async () => (await import('./studio.ts')).studio,
}

const allCommands = async (): Promise<readonly Command[]> => (await import('./commands.ts')).commands

const commandNamed = async (name: string): Promise<Command | undefined> =>
  Object.hasOwn(services, name) ? services[name]?.() : (await allCommands()).find((known) => known.name === name)

const usage = async (): Promise<string> => [
  'kaspr-hooks: Kubernetes operators as pure functions',
  '',
  'Usage: kaspr-hooks <command> [options]',
  '',
  ...(await allCommands()).map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
  '',
  'kaspr-hooks <command> --help says more.',
  '',
].join('\n')

/** Runs one command line and gives its exit code: 0 good, 1 something needs a person, 2 wrong usage. */
export const main = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(await usage())
    return name === undefined ? 2 : 0
  }
  const command = await commandNamed(name)
  if (command === undefined) return wrong(terminal, `unknown command ${name}`, 'kaspr-hooks --help')
  return run(command, rest, terminal)
}

const run = async (command: Command, args: readonly string[], terminal: Terminal): Promise<number> => {
  const parsed = parse(command, args)
  if (typeof parsed === 'string') return wrong(terminal, parsed, `kaspr-hooks ${command.name} --help`)
  if (parsed.values['help'] === true) {
    terminal.out(`${command.help.trim()}\n`)
    return 0
  }
  return command.run(parsed, terminal).catch((cause: unknown) => failed(terminal, cause, command))
}

/** Options that take two words get both as one. */
const joined = (args: readonly string[], pairs: readonly string[]): readonly string[] => {
  const [first, second, third, ...rest] = args
  if (first === undefined) return []
  const isPair = pairs.some((name) => first === `--${name}`) && second !== undefined && third !== undefined && !/\s/.test(second)
  return isPair ? [`${first}=${second} ${third}`, ...joined(rest, pairs)] : [first, ...joined(args.slice(1), pairs)]
}

const parse = ({ options, pairs = [] }: Command, args: readonly string[]): { values: OptionValues; positionals: string[] } | string => {
  try {
    return parseArgs({ args: [...joined(args, pairs)], options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true })
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

const wrong = ({ err }: Terminal, message: string, see: string): number => {
  err(`KH_USAGE: ${message}\nSee: ${see}\n`)
  return 2
}

const failed = ({ err }: Terminal, cause: unknown, { name }: Command): number => {
  const { code, message } = coded(cause)
  err(`${code}: ${message}\n`)
  if (code === 'KH_USAGE') err(`See: kaspr-hooks ${name} --help\n`)
  return code === 'KH_USAGE' ? 2 : 1
}

const coded = (cause: unknown): { code: string; message: string } => {
  if (!(cause instanceof Error)) return { code: 'KH_UNKNOWN', message: String(cause) }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  return { code, message: cause.message }
}
