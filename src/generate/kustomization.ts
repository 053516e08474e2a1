import { stringify } from 'yaml'
import { hooksOf } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import { address, addressFields, addressName } from './address.ts'
import { roleName } from './rbac.ts'
import { registrationKind } from './registration.ts'

/** A kustomization that lists files of its own folder. */
export const kustomization = (resources: readonly string[]): JsonObject =>
  ({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources })

/**
 * The whole registration: what is listed, with the address filled into every webhook. Then the ConfigMap goes away, which
 * leaves its name to the ConfigMap of an overlay.
 */
export const registrationKustomization = (resources: readonly string[]): JsonObject => ({
  ...kustomization(resources),
  components: ['address'],
  patches: [{ patch: stringify({ $patch: 'delete', apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: addressName } }) }],
})

/**
 * Fills the address into every webhook. It is a component, because an overlay that brings its own ConfigMap has to run it
 * once more: replacements of a base are done before its overlays are read.
 */
export const addressComponent = (controllers: readonly Controller[]): JsonObject => ({
  apiVersion: 'kustomize.config.k8s.io/v1alpha1',
  kind: 'Component',
  replacements: addressFields.map((field) => ({
    source: { kind: 'ConfigMap', name: addressName, fieldPath: `data.${field}` },
    targets: controllers.map((controller) => ({
      select: { kind: registrationKind(controller), name: controller.name },
      fieldPaths: hooksOf(controller).map((hook) => `spec.hooks.${hook}.webhook.service.${field}`),
    })),
  })),
})

/** Where Metacontroller finds the token that it shows to the service. */
export const tokenSecret = { name: 'kaspr-hooks-token', namespace: address.namespace, key: 'token' } as const

/**
 * Makes Metacontroller show a bearer token with every call, and lets it read Secrets. The token is named at every webhook
 * and not for the address as a whole, so that it stays where an overlay changes the address.
 */
export const tokenComponent = (controllers: readonly Controller[]): JsonObject => ({
  apiVersion: 'kustomize.config.k8s.io/v1alpha1',
  kind: 'Component',
  patches: [
    ...controllers.map((controller) => ({
      target: { group: 'metacontroller.k8s.io', kind: registrationKind(controller), name: controller.name },
      patch: stringify(hooksOf(controller).map((hook) => ({ op: 'add', path: `/spec/hooks/${hook}/webhook/authorization`, value: { type: 'Bearer', secretRef: tokenSecret } })), { aliasDuplicateObjects: false }),
    })),
    { target: { kind: 'ClusterRole', name: roleName }, patch: stringify([{ op: 'add', path: '/rules/-', value: { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] } }]) },
  ],
})
