import { hashText } from './hash-text.ts'

/**
 * Runs in every engine before any program does, and is no part of what a program can reach. It takes away what makes
 * answers differ (randomness, garbage-collection hooks, shared memory) or makes code out of text, freezes what is left,
 * and gives back the function by which the host calls a program: (log) => (names, name, file, now, limit, text, list, from, to) => text.
 * The clock needs nothing here: the engine's own clock stands still (see clock.ts).
 *
 * The text that a call gives back: `+` and the answer as JSON, or `-` and {kill, message, stack?} as JSON.
 */
export const prelude = String.raw`
'use strict';
(() => {
  ${hashText}
  const { freeze, getOwnPropertyDescriptor, defineProperty, getPrototypeOf, setPrototypeOf, keys, is } = Object
  const { ownKeys, apply } = Reflect
  const { isArray } = Array
  const { parse, stringify } = JSON
  const { isFinite } = Number
  const Text = String
  const Thrown = { Internal: InternalError, Range: RangeError, Type: TypeError, Syntax: SyntaxError, Any: Error }
  const Later = Promise
  const bound = (method) => (self, ...args) => apply(method, self, args)
  const slice = bound(String.prototype.slice)
  const includes = bound(String.prototype.includes)
  const split = bound(String.prototype.split)
  const trim = bound(String.prototype.trim)
  const join = bound(Array.prototype.join)
  const push = bound(Array.prototype.push)

  // Whatever makes code out of text. The prototypes stay, so that instanceof and literals work as ever.
  const refuseCode = () => { throw new Thrown.Type('Code cannot be made out of text here') }
  const codeMakers = [function () {}, async function () {}, function* () {}, async function* () {}]
  for (const made of codeMakers) {
    const prototype = getPrototypeOf(made)
    const stand = { Function: function (..._) { return refuseCode() } }.Function
    setPrototypeOf(stand, Function.prototype)
    defineProperty(stand, 'prototype', { value: prototype, writable: false })
    defineProperty(prototype, 'constructor', { value: stand, writable: false, configurable: false })
  }
  globalThis.Function = Function.prototype.constructor
  for (const name of ['eval', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'performance', 'console', 'print', 'gc'])
    delete globalThis[name]
  Math.random = { random: () => { throw new Thrown.Type('Math.random is not there: an answer must follow from the request alone') } }.random
  // Without the accessor a key of this name is a key like any other, in both directions.
  delete Object.prototype.__proto__

  // A frozen prototype would refuse own properties of the same name to every object; these names are given often.
  const overridable = (holder) => {
    for (const key of ownKeys(holder)) {
      const { value, configurable, enumerable } = getOwnPropertyDescriptor(holder, key)
      if (!configurable || value === undefined) continue
      defineProperty(holder, key, {
        enumerable, configurable: false,
        get: () => value,
        set(own) {
          if (this === holder) throw new Thrown.Type('Built-in objects are frozen')
          defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true })
        },
      })
    }
  }
  for (const name of ['Object', 'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'InternalError', 'AggregateError'])
    overridable(globalThis[name].prototype)

  const frozen = new Set()
  const freezeAll = (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || frozen.has(value)) return
    frozen.add(value)
    freeze(value)
    freezeAll(getPrototypeOf(value))
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key)
      freezeAll(property.value)
      freezeAll(property.get)
      freezeAll(property.set)
    }
  }
  const hidden = [
    ...codeMakers, (function* () {})(), (async function* () {})(), [][Symbol.iterator](), ''[Symbol.iterator](),
    new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ''.matchAll(/x/g), Iterator.from({ next() {} }),
    [].values().map((value) => value), Object.getPrototypeOf(Int8Array), (function () { return arguments })(),
  ]

  const freezeDeep = (value) => {
    freeze(value)
    for (const key in value) {
      const part = value[key]
      if (typeof part === 'object' && part !== null) freezeDeep(part)
    }
    return value
  }

  // The engine's own walk over what it parsed is twice as fast as one that is written here.
  const frozenPart = (_, value) => (typeof value === 'object' ? freeze(value) : value)

  // A member that has a piece of its own is parsed when it is first read; see pieces.ts.
  const requestOf = (text, list, from, to) => {
    const open = (list, from, to) => {
      if (list === from) return parse(slice(text, from, to), frozenPart)
      const value = parse(slice(text, from, to))
      for (const key in value) if (isObject(value[key])) freezeDeep(value[key])
      const members = parse(slice(text, list, from))
      for (let at = 0; at < members.length; at += 4) later(value, members[at], members[at + 1], members[at + 2], members[at + 3])
      return freeze(value)
    }
    const later = (value, key, list, from, to) => {
      let made
      defineProperty(value, key, { get: () => (made ??= open(list, from, to)), enumerable: true, configurable: false })
    }
    return open(list, from, to)
  }

  const most = 2000
  const bounded = (text, limit) => (text.length > limit ? slice(text, 0, limit) + '…' : text)
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'

  // In all of these a getter, a proxy or toString of the program may run; what it throws in turn is not followed.
  const textOf = (value) => {
    try {
      return bounded(isObject(value) ? objectText(value) : Text(value), most)
    } catch {
      return 'a value that cannot be shown'
    }
  }
  const objectText = (value) => {
    if (value instanceof Thrown.Any) return errorText(value)
    if (typeof value === 'function') return 'a function'
    const text = stringify(value)
    return text === undefined ? 'an object that is not JSON' : text
  }
  const errorText = (error) => {
    const name = bounded(Text(error.name), 100)
    const message = bounded(Text(error.message), most)
    return message === '' ? name : name + ': ' + message
  }
  const stackOf = (file, thrown) => {
    try {
      const stack = isObject(thrown) && thrown instanceof Thrown.Any ? thrown.stack : undefined
      if (typeof stack !== 'string') return undefined
      const lines = []
      for (const line of split(bounded(stack, 10000), '\n')) if (includes(line, file) && lines.length < 20) push(lines, trim(line))
      return lines.length === 0 ? undefined : bounded(join(lines, '\n'), most)
    } catch {
      return undefined
    }
  }
  const killOf = (thrown, otherwise) => {
    try {
      if (thrown instanceof Thrown.Internal && thrown.message === 'out of memory') return 'memory'
      if (thrown instanceof Thrown.Internal && thrown.message === 'stack overflow') return 'stack'
      if (thrown instanceof Thrown.Range && includes(Text(thrown.message), 'call stack')) return 'stack'
    } catch {
      return otherwise
    }
    return otherwise
  }
  const killed = (kill, message, stack) => '-' + stringify({ kill, message, stack })
  const failed = (file, thrown, otherwise) => killed(killOf(thrown, otherwise), textOf(thrown), stackOf(file, thrown))

  // JSON writes null for what it does not know; in an answer that would quietly mean: remove the field.
  const notJson = (value, path) => {
    if (typeof value === 'number') return isFinite(value) ? undefined : path + ' is ' + Text(value)
    if (!isObject(value) || value === null) return undefined
    if (isArray(value)) return notJsonItem(value, path)
    for (const key of keys(value)) {
      const found = notJson(value[key], path + '.' + key)
      if (found !== undefined) return found
    }
  }
  const notJsonItem = (list, path) => {
    for (let at = 0; at < list.length; at++) {
      const item = list[at]
      const place = path + '[' + at + ']'
      const found = item === undefined || typeof item === 'function' || typeof item === 'symbol' ? place + ' is ' + typeof item : notJson(item, place)
      if (found !== undefined) return found
    }
  }

  const written = (file, name, answer, limit) => {
    let output
    try {
      output = stringify(answer)
      if (output === undefined) return killed('notJson', name + ' gave back ' + (answer === undefined ? 'nothing' : 'a ' + typeof answer))
      const wrong = includes(output, 'null') ? notJson(answer, name + '()') : undefined
      if (wrong !== undefined) return killed('notJson', wrong + ', which JSON cannot say')
    } catch (thrown) {
      return failed(file, thrown, 'notJson')
    }
    return output.length > limit ? killed('output', name + ' gave back ' + output.length + ' characters of JSON, at most ' + limit + ' are possible') : '+' + output
  }

  const call = (log) => (names, name, file, now, limit, text, list, from, to) => {
    const { [name]: hook } = names
    if (typeof hook !== 'function') return killed('missing', file + ' exports no function ' + name)
    const levels = {}
    for (const level of ['debug', 'info', 'warn', 'error']) levels[level] = (...words) => {
      const texts = []
      for (let at = 0; at < words.length; at++) push(texts, typeof words[at] === 'string' ? bounded(words[at], 4096) : textOf(words[at]))
      log(level, bounded(join(texts, ' '), 4096))
    }
    let answer
    try {
      answer = hook(requestOf(text, list, from, to), freezeDeep({ now, log: levels, hash: sha256 }))
    } catch (thrown) {
      return failed(file, thrown, 'exception')
    }
    if (isObject(answer) && answer instanceof Later) return killed('promise', name + ' gave back a promise; hooks answer at once')
    return written(file, name, answer, limit)
  }
  for (const value of [globalThis, ...hidden]) freezeAll(value)
  const failedAtTop = (file, thrown) => failed(file, thrown, thrown instanceof Thrown.Syntax ? 'syntax' : 'exception')
  return { call, failedAtTop }
})()
`
