import type { ObjectStore } from '../../src/engine/object-store.ts'
import type { Playground } from '../../src/playground/playground.ts'

/**
 * The cluster of whatever world a playground has at the moment, as the client `name` sees it. Who writes waits for the
 * clock; who watches is told everything again when somebody starts over.
 */
export const stageStore = ({ stage, through, follow }: Playground, name: string): ObjectStore => {
  const store = (): ObjectStore => stage().world.cluster.client(name)
  return {
    get: (reference) => store().get(reference),
    list: (kind) => store().list(kind),
    create: (kind, object) => through(() => store().create(kind, object)),
    update: (kind, object) => through(() => store().update(kind, object)),
    updateStatus: (kind, object) => through(() => store().updateStatus(kind, object)),
    delete: (reference, options) => through(() => store().delete(reference, options)),
    watch: (kind, listener) => {
      let end = (): void => undefined
      const forget = follow(({ world }) => {
        end()
        end = world.cluster.client(name).watch(kind, listener)
      })
      return () => {
        forget()
        end()
      }
    },
  }
}
