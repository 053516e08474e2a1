import type { JsonValue } from '../../../../src/kit/json.ts'
import { canonicalQuantities, resourcesProblems } from '../../../../src/kit/quantities.ts'
import type { Resources } from '../spec/config.ts'
import { fieldsOf } from './fields-of.ts'
import type { Readers } from './fields-of.ts'
import { mapped, read, wrong } from './read.ts'
import type { Read } from './read.ts'

interface Amounts { readonly cpu: string; readonly memory: string }
interface Deployed { readonly resources: Resources }

/** Compose counts memory in powers of 1024, whatever the unit is called. */
const powers: Readonly<Record<string, number>> = { b: 0, k: 1, kb: 1, m: 2, mb: 2, g: 3, gb: 3, t: 4, tb: 4 }

const memory = (value: JsonValue, path: string): Read<Partial<Amounts>> => {
  const [, digits, unit = 'b'] = /^(\d{1,15}(?:\.\d{1,3})?) ?([bkmgt]b?)?$/i.exec(String(value).trim()) ?? []
  const bytes = Math.ceil(Number(digits) * 1024 ** (powers[unit.toLowerCase()] ?? Number.NaN))
  return Number.isSafeInteger(bytes) ? read({ memory: inUnits(bytes) }) : wrong({}, path, `${JSON.stringify(value)} is no amount of memory such as 512M`)
}

const inUnits = (bytes: number): string => {
  if (bytes > 0 && bytes % 1024 ** 3 === 0) return `${bytes / 1024 ** 3}Gi`
  return bytes > 0 && bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}Mi` : String(bytes)
}

const processors = (value: JsonValue, path: string): Read<Partial<Amounts>> =>
  /^\d{1,4}(?:\.\d{1,3})?$/.test(String(value)) ? read({ cpu: String(value) }) : wrong({}, path, `${JSON.stringify(value)} is no number of processors such as 0.5`)

const amounts: Readers<Amounts> = { cpus: processors, memory }

const amountsAs = (field: keyof Resources) => (value: JsonValue, path: string): Read<Partial<Resources>> =>
  mapped(fieldsOf(value, path, amounts), (found) => Object.keys(found).length === 0 ? {} : { [field]: canonicalQuantities({ ...found }) })

const resources: Readers<Resources> = { limits: amountsAs('limits'), reservations: amountsAs('requests') }

const deploy: Readers<Deployed> = {
  resources: (value, path) => {
    const found = fieldsOf(value, path, resources)
    return { ...mapped(found, (amount) => ({ resources: amount })), problems: [...found.problems, ...resourcesProblems(found.value, path)] }
  },
}

/** `deploy`: of all that it may hold, the resources. */
export const deployed = (value: JsonValue, path: string): Read<Partial<Deployed>> => fieldsOf(value, path, deploy)
