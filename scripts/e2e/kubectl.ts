import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { isObject, parseJsonText } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { KubectlFailed, NeverSeen } from './errors.ts'

/** What a person does with kubectl in one namespace. */
export interface Kubectl {
  /** Gives what it printed. Throws KubectlFailed. */
  readonly run: (...args: readonly string[]) => Promise<string>
  readonly apply: (...objects: readonly JsonObject[]) => Promise<void>
  readonly patch: (object: string, patch: JsonObject) => Promise<void>
  /** An object by `kind/name`; undefined when it is not there. */
  readonly get: (object: string) => Promise<JsonObject | undefined>
  /** Looks once a second until a value of an object is as it should be. Throws NeverSeen after three minutes. */
  readonly until: (object: string, path: string, is: (value: JsonValue | undefined) => boolean) => Promise<void>
}

const patience = 180

export const kubectlIn = (namespace: string, env: NodeJS.ProcessEnv): Kubectl => {
  const call = (args: readonly string[], input = ''): Promise<string> => printed(['--namespace', namespace, ...args], input, env)
  const get = async (object: string): Promise<JsonObject | undefined> => {
    const found = await call(['get', object, '--ignore-not-found', '--output', 'json'])
    const read = found === '' ? undefined : parseJsonText(found)
    return isObject(read) ? read : undefined
  }
  return {
    run: (...args) => call(args),
    apply: async (...objects) => { await call(['apply', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })) },
    patch: async (object, patch) => { await call(['patch', object, '--type', 'merge', '--patch', JSON.stringify(patch)]) },
    get,
    until: async (object, path, is) => {
      for (let second = 0; second < patience; second += 1) {
        if (is(valueAt(await get(object), path))) return
        await pause(1000)
      }
      throw new NeverSeen(`${object} ${path}`, patience, JSON.stringify(await get(object)) ?? 'nothing')
    },
  }
}

/** A value by its path, such as `spec.replicas`; the whole object for an empty one. */
export const valueAt = (object: JsonValue | undefined, path: string): JsonValue | undefined =>
  path.split('.').filter((key) => key !== '').reduce<JsonValue | undefined>((value, key) => isObject(value) ? value[key] : undefined, object)

const printed = async (args: readonly string[], input: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const child = spawn('kubectl', args, { env, stdio: 'pipe' })
  child.stdin.end(input)
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  if (code !== 0) throw new KubectlFailed(args.join(' '), err.trim())
  return out
}
