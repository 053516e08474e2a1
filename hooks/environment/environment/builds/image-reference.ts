/** Parts of the name of an image. */
interface ImageReference {
  readonly repository: string
  readonly tag: string | undefined
  /** Such as `sha256:…`. */
  readonly digest: string | undefined
}

const part = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*'
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d{1,5})?'
const shape = new RegExp(`^((?:${host}/)?${part}(?:/${part})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}))?$`)
const longest = 512

/**
 * The name of an image in its parts: the colon of a port or of a digest does not begin a tag (environment.md Part C 20).
 * Undefined: it is none.
 */
export const imageReference = (text: string): ImageReference | undefined => {
  const [matched, repository = '', tag, digest] = text.length > longest ? [] : shape.exec(text) ?? []
  return matched === undefined ? undefined : { repository, tag, digest }
}
