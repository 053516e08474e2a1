/**
 * A shape as a hook may write it: every field may be absent or undefined, at any depth. `canonical` drops what is
 * undefined before the answer leaves.
 */
export type Desired<Shape> =
  Shape extends string | number | boolean | null | undefined ? Shape :
  Shape extends readonly (infer Item)[] ? readonly Desired<Item>[] | undefined :
  Shape extends object ? { readonly [Key in keyof Shape]?: Desired<Shape[Key]> | undefined } :
  Shape
