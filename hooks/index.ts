import type { Controller } from '../src/kit/controller.ts'

/** All controllers of the service. Adding a kind is one folder and one line here. */
export const controllers: readonly Controller[] = []
