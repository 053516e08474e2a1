import { createHmac } from 'node:crypto'

/** HMAC-SHA-256 of a text under a key, both in UTF-8, as base64url without padding: 43 characters. */
export const hmacBase64Url = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64url')
