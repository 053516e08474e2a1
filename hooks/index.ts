import type { Controller } from '../src/kit/controller.ts'
import { environment } from './environment/environment/controller.ts'
import { kasprAgent } from './kaspr/kaspragent/controller.ts'
import { kasprApp } from './kaspr/kasprapp/controller.ts'
import { kasprJoin } from './kaspr/kasprjoin/controller.ts'
import { kasprRebalance } from './kaspr/kasprrebalance/controller.ts'
import { kasprTable } from './kaspr/kasprtable/controller.ts'
import { kasprTask } from './kaspr/kasprtask/controller.ts'
import { kasprWebView } from './kaspr/kasprwebview/controller.ts'
import { oaatGroup } from './oaat/oaatgroup/controller.ts'
import { oaatRoguePods } from './oaat/oaatroguepods/controller.ts'
import { hookProgram } from './program/hookprogram/controller.ts'

/** Controllers that somebody installs together, or not at all. Adding a kind is one folder and one line here. */
export const families = {
  kaspr: [kasprApp, kasprAgent, kasprWebView, kasprTable, kasprTask, kasprJoin, kasprRebalance],
  oaat: [oaatGroup, oaatRoguePods],
  environment: [environment],
  program: [hookProgram],
} as const satisfies Readonly<Record<string, readonly Controller[]>>

/** All controllers of the service. */
export const controllers: readonly Controller[] = Object.values(families).flat()

export { demoSettings } from './environment/demo-settings.ts'
export { leftOutMetrics } from './kaspr/left-out-metrics.ts'
