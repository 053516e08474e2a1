import type { StoredObject } from '../../src/engine/object-store.ts'
import { check } from '../finding.ts'
import { listAt, mapAt } from '../fields.ts'
import type { Metacontroller } from '../metacontroller.ts'
import { metacontrollersOf } from '../metacontroller.ts'
import { hooksIn, registrationFor, registrationsOf } from '../registered.ts'

const codes = {
  AuthorizationUnsupported: { severity: 'error', why: 'versions before 4.16 know no authorization, clientTLS or caBundle: they call the hooks without' },
  OlderThanKnown: { severity: 'warning', why: 'this build is made for 4.17 and tested with it; older versions lose resyncs and know fewer fields of a registration' },
  NewerThanKnown: { severity: 'info', why: 'this build was tested with 4.17: read the notes of the release' },
  Unknown: { severity: 'info', why: 'without a version in the tag of the image nobody can tell which one runs' },
} as const

/** Both [major, minor]. */
const known = [4, 17] as const
const withAuthorization = [4, 16] as const

const upgrade = ({ namespace, name }: Metacontroller): string => `kubectl --namespace ${namespace} edit ${name}`

export const metacontrollerVersion = check({
  name: 'metacontroller-version',
  looksAt: 'version of Metacontroller, by the tag of its image: 4.17 is known, 4.16 or newer is needed for authorization',
  codes,
  well: 'the version of Metacontroller is known to work',
  run: async (cluster, say) => {
    const found = await metacontrollersOf(cluster)
    const objects = await registrationsOf(cluster)
    const secured = cluster.controllers.flatMap((controller) => registrationFor(objects, controller) ?? []).some(isSecured)
    return found.flatMap((one) => {
      const { version, object, image } = one
      if (version === undefined) return [say('Unknown', { object, what: `image ${image}` })]
      const what = `version ${version.text}`
      if (compare(version, withAuthorization) < 0 && secured) return [say('AuthorizationUnsupported', { object, what: `${what}, and registrations send authorization`, mend: upgrade(one) })]
      if (compare(version, known) < 0) return [say('OlderThanKnown', { object, what, mend: upgrade(one) })]
      return compare(version, known) > 0 ? [say('NewerThanKnown', { object, what })] : []
    })
  },
})

const compare = ({ major, minor }: { readonly major: number; readonly minor: number }, [otherMajor, otherMinor]: readonly [number, number]): number =>
  major === otherMajor ? minor - otherMinor : major - otherMajor

const blocks = ['authorization', 'basicAuth', 'clientTLS', 'caBundle'] as const

const isSecured = (registration: StoredObject): boolean =>
  [...hooksIn(registration).map(({ webhook }) => webhook), ...listAt(registration, 'spec', 'endpointConfigs')]
    .some((place) => blocks.some((block) => Object.keys(mapAt(place, block)).length > 0))
