import { stringify } from 'yaml'
import { hooksOf } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import { addressFields, addressName } from './address.ts'
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
