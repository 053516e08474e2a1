/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string
  readonly rest: string
}

export const instructionsOf = (text: string): readonly Instruction[] => text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '').split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: /^\s*(\w+)/.exec(line)?.[1]?.toUpperCase() ?? '', rest: line.trim().replace(/^\w+\s*/, '') }))

/** Stages in their order; the last one becomes the image. */
export const stagesOf = (instructions: readonly Instruction[]): readonly (readonly Instruction[])[] => instructions.reduce<readonly (readonly Instruction[])[]>(
  (stages, instruction) => {
    if (instruction.name === 'FROM') return [...stages, [instruction]]
    // Arguments before the first stage belong to none.
    return stages.length === 0 ? stages : [...stages.slice(0, -1), [...stages.at(-1) ?? [], instruction]]
  }, [])

const words = ({ rest }: Instruction): readonly string[] => rest.split(/\s+/).filter((word) => !word.startsWith('--'))
const isExec = ({ rest }: Instruction): boolean => rest.startsWith('[') && Array.isArray(JSON.parse(rest))
const named = (instructions: readonly Instruction[], ...names: readonly string[]): readonly Instruction[] => instructions.filter(({ name }) => names.includes(name))

/** Says whether the builder gets a path. */
type Sent = (path: string) => boolean

const rules: Readonly<Record<string, (stage: readonly Instruction[], sent: Sent) => readonly Instruction[]>> = {
  'a base image is pinned by its digest': (stage) => named(stage, 'FROM').filter((from) => !/^(?:\$\{DISTROLESS\}\/)?[\w./:-]+@sha256:[0-9a-f]{64}$/.test(words(from)[0] ?? '')),
  'no base image is the latest': (stage) => named(stage, 'FROM').filter(({ rest }) => !/:[\w.-]+@/.test(rest) || /:latest\b/.test(rest)),
  'nothing is fetched or unpacked by ADD': (stage) => named(stage, 'ADD'),
  'commands need no shell': (stage) => named(stage, 'RUN', 'CMD', 'ENTRYPOINT').filter((command) => !isExec(command)),
  'what is copied is sent to the builder': (stage, sent) => named(stage, 'COPY').filter((copy) => !copy.rest.startsWith('--from=') && words(copy).slice(0, -1).some((path) => path !== '.' && !sent(path))),
  'no secret is in a variable': (stage) => named(stage, 'ARG', 'ENV').filter(({ rest }) => /token|secret|password|passwd|credential|api_?key/i.test(rest)),
  'nothing changes who may do what': (stage) => named(stage, 'RUN').filter(({ rest }) => /\bsudo\b|chmod|777/.test(rest)),
  'no volume hides what was copied': (stage) => named(stage, 'VOLUME'),
  'what is installed is what the lock file says': (stage) => named(stage, 'RUN').filter(({ rest }) => /"npm", "(i|install)"|apt-get|curl|wget/.test(rest)),
}

const imageRules: Readonly<Record<string, (image: readonly Instruction[]) => boolean>> = {
  'the image builds nothing': (image) => named(image, 'RUN').length === 0,
  'the image runs as a number that is nobody': (image) => /^[1-9]\d{3,}(:[1-9]\d{3,})?$/.test(named(image, 'USER').at(-1)?.rest ?? ''),
  'the image says what it runs': (image) => named(image, 'ENTRYPOINT').length === 1,
  'the image gets its files from another stage': (image) => named(image, 'COPY').every(({ rest }) => rest.startsWith('--from=')),
  'the image has no shell of its own': (image) => /distroless/i.test(image[0]?.rest ?? ''),
  'the image asks for no port of root': (image) => named(image, 'EXPOSE').every((expose) => words(expose).every((port) => Number.parseInt(port, 10) >= 1024)),
  'the image has its labels': (image) => ['title', 'licenses', 'version', 'revision'].every((label) => named(image, 'LABEL').some(({ rest }) => rest.includes(`org.opencontainers.image.${label}=`))),
}

/** Rules that a Dockerfile breaks, with the lines. */
export const brokenRules = (text: string, sent: Sent): readonly string[] => {
  const stages = stagesOf(instructionsOf(text))
  const image = stages.at(-1) ?? []
  return [
    ...Object.entries(rules).flatMap(([rule, broken]) => stages.flatMap((stage) => broken(stage, sent)).map(({ name, rest }) => `${rule}: ${name} ${rest}`)),
    ...Object.entries(imageRules).filter(([, holds]) => !holds(image)).map(([rule]) => rule),
  ]
}
