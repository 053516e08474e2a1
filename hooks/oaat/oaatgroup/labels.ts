// Labels and annotations of item pods, as upstream has them (oaat.md A8, B3).

export const appLabel = 'app'
export const appName = 'oaat-operator'
export const groupLabel = 'parent-name'
export const itemLabel = 'oaat-name'
export const runLabel = 'oaatoperator.kawaja.net/run'
export const itemAnnotation = 'oaatoperator.kawaja.net/item'
export const pauseAnnotation = 'pause_new_jobs'
