import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { controllers } from '../../../hooks/index.ts'
import { kubeconfigOf } from '../../../scripts/cluster/layout.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { CallHook } from '../../../src/engine/hook-call.ts'
import { inProcessHooks } from '../../../src/engine/in-process-hooks.ts'
import type { Observer } from '../../../src/engine/observer.ts'
import { readRegistration } from '../../../src/engine/registration-object.ts'
import { registration } from '../../../src/generate/registration.ts'
import type { Settings } from '../../../src/kit/settings.ts'
import { connect } from '../../../src/kube/connect.ts'
import { kubeDiscovery } from '../../../src/kube/kube-discovery.ts'
import { kubeStore } from '../../../src/kube/kube-store.ts'
import { systemClock } from '../../../src/kube/system-clock.ts'
import { controllerDefinitions, installOwn } from './definitions.ts'
import type { Operator } from './operator.ts'

/** Our engine in this process, with the registrations that Metacontroller would get, ETags included. */
export const startEngine = async (layout: Layout, settings: Settings): Promise<Operator> => {
  await installOwn(layout, controllerDefinitions())
  const hooks = inProcessHooks(controllers, { clock: systemClock, settings, withEtags: true })
  let answering = true
  const callHook: CallHook = (call) => answering ? hooks(call) : { status: 503, body: 'away' }
  let running = await begin(layout, callHook)
  return {
    stop: async () => { running.end() },
    restart: async (meanwhile) => {
      running.end()
      await meanwhile()
      running = await begin(layout, callHook)
    },
    withoutHooks: async (meanwhile) => {
      answering = false
      await meanwhile()
      answering = true
    },
  }
}

const begin = async (layout: Layout, callHook: CallHook): Promise<{ readonly end: () => void }> => {
  const client = connect({ file: kubeconfigOf(layout, 'operator'), env: {}, userAgent: 'kaspr-hooks-engine/1' })
  const discovery = await kubeDiscovery(client)
  const engine = createEngine({ store: kubeStore(client), clock: systemClock, discovery, callHook, observer: diary(layout) })
  for (const controller of controllers) engine.start(readRegistration(registration(controller, 'test'), discovery))
  return {
    end: () => {
      engine.stop()
      client.close()
    },
  }
}

/** What the engine did and why, one JSON document a line, beside the logs of the control plane. */
const diary = ({ logs }: Layout): Observer => {
  const tell = (entry: object): void => { appendFileSync(join(logs, 'engine.log'), `${JSON.stringify(entry)}\n`) }
  return {
    write: ({ time, parent, verb, object, reason, refused }) => { tell({ time, parent, verb, object, reason, refused }) },
    pass: ({ time, parent, causes, outcome, message }) => { tell({ time, parent, causes, outcome, message }) },
  }
}
