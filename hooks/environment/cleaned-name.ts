/** A text as a name: lower case, every run of other characters than letters, digits and hyphens one hyphen, none of them at an end. Empty when nothing is left. */
export const cleanedName = (text: string): string =>
  text.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/-+/g, '-').replaceAll(/^-|-$/g, '')
