import { hash } from 'node:crypto'

/** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex')
