import { isObject, isRawNumber } from '../../../../src/kit/json.ts'
import { imageReference } from '../builds/image-reference.ts'
import type { Environment } from '../environment.ts'

type Values = Readonly<Record<string, unknown>>

/** Values of a chart, or where in the template's values something stands that nothing can be put into. */
export type ChartValues = { readonly values: Values } | { readonly misplaced: string }

type Change = (values: Values) => ChartValues

/**
 * Values of the chart (environment.md A8.4): those of the template; `env` with the plain variables of the configuration; its image; and
 * the images that were built, as `global.images.<build>`.
 */
export const chartValues = ({ template, config: { image, env = [] }, builds }: Pick<Environment, 'template' | 'config' | 'builds'>): ChartValues => {
  const plain = Object.fromEntries(env.flatMap(({ name, value, valueFrom }) => valueFrom === undefined ? [[name, value ?? '']] : []))
  const built = Object.fromEntries(builds.map((build) => [build.name, partsOf(build.image)]))
  const changes: readonly Change[] = [
    ...(Object.keys(plain).length === 0 ? [] : [within(['env'], (before) => ({ ...before, ...plain }))]),
    ...(image === undefined ? [] : [withImage(image)]),
    ...Object.entries(built).map(([name, parts]) => within(['global', 'images', name], (before) => ({ ...before, ...parts }))),
  ]
  return changes.reduce<ChartValues>((before, change) => 'misplaced' in before ? before : change(before.values), { values: template?.values ?? {} })
}

/** Without a tag an image is the latest one. */
const partsOf = (image: string): Values => {
  const { repository = image, tag = 'latest' } = imageReference(image) ?? {}
  return { repository, tag }
}

const own = (map: Values, key: string): unknown => Object.hasOwn(map, key) ? map[key] : undefined

/** Changes the map at a path, and makes it where there is none. */
const within = ([key = '', ...path]: readonly string[], change: (before: Values) => Values): Change => (values) => {
  const before = own(values, key) ?? {}
  if (!isObject(before) || isRawNumber(before)) return { misplaced: key }
  const after = path.length === 0 ? { values: change(before) } : within(path, change)(before)
  return 'misplaced' in after ? { misplaced: `${key}.${after.misplaced}` } : { values: { ...values, [key]: after.values } }
}

const imageKeys = ['repository', 'name', 'imageRepository']

/** The whole image, in place of a text or as the part of a map that is its name. */
const withImage = (image: string): Change => (values) => typeof own(values, 'image') === 'string'
  ? { values: { ...values, image } }
  : within(['image'], (before) => ({ ...before, [imageKeys.find((key) => Object.hasOwn(before, key)) ?? 'repository']: image }))(values)
