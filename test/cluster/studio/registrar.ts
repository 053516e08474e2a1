import { hookProgram } from '../../../hooks/program/hookprogram/controller.ts'
import { freePorts } from '../../../scripts/cluster/free-ports.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { CallHook } from '../../../src/engine/hook-call.ts'
import { registration } from '../../../src/generate/registration.ts'
import { connect } from '../../../src/kube/connect.ts'
import { kubeDiscovery } from '../../../src/kube/kube-discovery.ts'
import { kubeStore } from '../../../src/kube/kube-store.ts'
import { systemClock } from '../../../src/kube/system-clock.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { followRegistrations } from '../../../src/simulation/registrations.ts'
import { controllerDefinitions, documentsOf, install, installOwn } from '../harness/definitions.ts'
import { CompositeController, openObjects } from '../harness/objects.ts'
import { setting, startBinary, started, withUrl } from '../harness/metacontroller-operator.ts'
import { chosenOperator } from '../harness/operator.ts'

/** Whoever takes CompositeControllers from the cluster and calls their hooks, as Metacontroller does. */
export interface Registrar {
  /** Ends it as a crash would, and starts it again behind what happens meanwhile. */
  readonly without: (meanwhile: () => Promise<void>) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Registers the controller of programs, whose hooks are at an address; programs register themselves. It has the rights of a kubeconfig. */
export const startRegistrar = async (layout: Layout, { hooks, kubeconfig }: { readonly hooks: string; readonly kubeconfig: string }): Promise<Registrar> => {
  const objects = openObjects(layout)
  const isReal = chosenOperator() === 'metacontroller'
  await install(objects, isReal ? documentsOf(setting('METACONTROLLER_CRDS', 'the file with the CRDs of this Metacontroller')) : controllerDefinitions())
  await installOwn(layout)
  const process = await (isReal ? realOne(layout, kubeconfig) : engine(kubeconfig))
  await objects.apply(withUrl(registration(hookProgram, 'test'), hooks))
  return {
    without: process.without,
    stop: async () => {
      await objects.remove(CompositeController, { name: hookProgram.name })
      objects.close()
      await process.end()
    },
  }
}

const realOne = async (layout: Layout, kubeconfig: string) => {
  const [metrics = 0, probes = 0] = await freePorts(2)
  return started(() => startBinary(layout, setting('METACONTROLLER_BIN', 'the path of a Metacontroller'), { metrics, probes, kubeconfig }), `http://127.0.0.1:${metrics}/metrics`)
}

const engine = async (kubeconfig: string) => {
  let running = await begin(kubeconfig)
  return {
    end: async () => { running() },
    without: async (meanwhile: () => Promise<void>) => {
      running()
      await meanwhile()
      running = await begin(kubeconfig)
    },
  }
}

/** As often as the real one is told to look for new kinds. */
const discoveryMilliseconds = 5000

const begin = async (kubeconfig: string): Promise<() => void> => {
  const client = connect({ file: kubeconfig, env: {}, userAgent: 'kaspr-hooks-engine/1' })
  const [discovery, store] = [await kubeDiscovery(client), kubeStore(client)]
  const running = createEngine({ store, clock: systemClock, discovery, callHook: overHttp })
  const forget = followRegistrations(running, { store, discovery, clock: systemClock })
  const again = setInterval(() => { void discovery.refresh().catch(() => undefined) }, discoveryMilliseconds)
  return () => {
    clearInterval(again)
    forget()
    running.stop()
    client.close()
  }
}

/** The registration comes with every request; its address is where the hook is. */
const overHttp: CallHook = async ({ hook, request, ifNoneMatch }) => {
  const answer = await fetch(urlIn(request, hook), {
    method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json', ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }) },
  })
  return { status: answer.status, body: await answer.text(), etag: answer.headers.get('etag') ?? undefined, retryAfter: answer.headers.get('retry-after') ?? undefined }
}

const urlIn = (request: JsonObject, hook: string): string =>
  String(['controller', 'spec', 'hooks', hook, 'webhook', 'url'].reduce<JsonValue | undefined>((at, key) => isObject(at) ? at[key] : undefined, request))
