import { api } from './api.ts'

/** Who somebody is, and what programs they see. */
export const firstQuestions = () => Promise.all([api.me(), api.programs()])

/** Asked by a script of its own, while the editor is still being loaded. */
export const firstAnswers = firstQuestions()
