/** Kubernetes expands `$(NAME)` in commands and variables, and makes one `$` of two; compose does neither. */
export const literal = (text: string): string => text.replaceAll(/\$(?=[$(])/g, '$$$$')
