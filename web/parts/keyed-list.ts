/** Keeps the children of an element in step with a list: what stays is not touched, so focus and scroll positions stay too. */
export const keyedList = <Item>(parent: Element, { key, make, update }: KeyedListParts<Item>): ((items: readonly Item[]) => void) => {
  const known = new Map<string, HTMLElement>()
  return (items) => {
    const keys = new Set(items.map(key))
    for (const [old, made] of known) {
      if (keys.has(old)) continue
      made.remove()
      known.delete(old)
    }
    items.forEach((item, index) => {
      const made = known.get(key(item)) ?? make(item)
      known.set(key(item), made)
      update?.(made, item)
      if (parent.children[index] !== made) parent.insertBefore(made, parent.children[index] ?? null)
    })
  }
}

export interface KeyedListParts<Item> {
  readonly key: (item: Item) => string
  readonly make: (item: Item) => HTMLElement
  readonly update?: (made: HTMLElement, item: Item) => void
}
