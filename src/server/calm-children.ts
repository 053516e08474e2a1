import type { Drift } from '../kit/drift.ts'
import type { KubernetesObject } from '../protocol/request.ts'

/** Characters of all answers that are remembered, together. */
const mostCharacters = 8 * 1024 * 1024

interface Calm { readonly versions: string; readonly wanted: string }

/**
 * Parents whose children were as wanted when they were last looked at. As long as every child has the version that it had
 * and the same is wanted, to the letter, nobody needs to look again: comparing two texts is ten times cheaper.
 */
export class CalmChildren {
  readonly #parents = new Map<string, Calm>()
  #characters = 0

  /** Drift of an answer; `look` is asked only when something is new. */
  driftOf(parent: string, { observed, text, look }: { readonly observed: readonly KubernetesObject[]; readonly text: string; readonly look: () => readonly Drift[] }): readonly Drift[] {
    const versions = versionsOf(observed)
    const wanted = wantedIn(text)
    const known = this.#parents.get(parent)
    if (known !== undefined && known.versions === versions && known.wanted === wanted) return []
    const drift = look()
    this.forget(parent)
    if (drift.length === 0 && versions !== '') this.#remember(parent, { versions, wanted })
    return drift
  }

  forget(parent: string): void {
    this.#characters -= this.#parents.get(parent)?.wanted.length ?? 0
    this.#parents.delete(parent)
  }

  #remember(parent: string, calm: Calm): void {
    this.#parents.set(parent, calm)
    this.#characters += calm.wanted.length
    for (const oldest of this.#parents.keys()) {
      if (this.#characters <= mostCharacters) break
      this.forget(oldest)
    }
  }
}

/** Version of spec and data of every object: its generation where it has one. Empty when one has none: then nothing is sure. */
export const versionsOf = (objects: readonly KubernetesObject[]): string => {
  let versions = ''
  for (const { metadata: { uid, generation, resourceVersion } } of objects) {
    if (uid === undefined || (generation === undefined && resourceVersion === undefined)) return ''
    versions += `${uid}=${generation ?? resourceVersion ?? ''} `
  }
  return versions
}

/** The children of an answer, from their key to the last list that it holds. A quote inside a text is never bare, so that no text looks like the key. */
const wantedIn = (text: string): string => text.slice(Math.max(0, text.search(/"(children|attachments)":\[/)), text.lastIndexOf(']') + 1)
