import { namespace } from '../fixture/manifests.ts'
import { appSyncRequest, componentMarker, parentMarker } from '../fixture/sync-request.ts'

/** So many apps, each in a namespace of its own with agents of its own: what one replica gets from Metacontroller. */
export interface Fleet {
  readonly apps: number
  /** Length of every body. */
  readonly bytes: number
  /** The body of an app's next request; its parent has changed since the one before. */
  readonly next: (app: number) => Buffer
  /** The body of an app's last request once more. */
  readonly again: (app: number) => Buffer
}

// Markers of the fixture have twelve digits: the first six are the app's or the change's.
const firstApp = 200_000
const digits = 6

/** As many apps as there are namespaces whose name is as long as that of the fixture. */
export const mostApps = 1000
const namespaceOf = (app: number): string => `n${String(app).padStart(namespace.length - 1, '0')}`

/** Bodies are kept in memory: apps × bytes. */
export const buildFleet = (apps: number, agents: number): Fleet => {
  const template = Buffer.from(JSON.stringify(appSyncRequest(agents)))
  const [parentPlaces = [], componentPlaces = [], namespacePlaces = []] = [parentMarker, componentMarker, namespace].map((text) => placesOf(template, text))
  const bodies = Array.from({ length: apps }, (_, app) => {
    const body = Buffer.from(template)
    for (const place of [...parentPlaces, ...componentPlaces]) body.write(String(firstApp + app), place, 'latin1')
    for (const place of namespacePlaces) body.write(namespaceOf(app), place, 'latin1')
    return body
  })
  const bodyOf = (app: number): Buffer => bodies[app % apps] ?? template
  let changes = 0
  return {
    apps,
    bytes: template.length,
    again: bodyOf,
    next: (app) => {
      changes += 1
      const body = bodyOf(app)
      for (const place of parentPlaces) body.write(String(changes).padStart(digits, '0'), place + digits, 'latin1')
      return body
    },
  }
}

const placesOf = (bytes: Buffer, marker: string): readonly number[] => {
  const places: number[] = []
  for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + 1)) places.push(at)
  return places
}
