/** A text's UTF-8 bytes in base64, as `data` of a Secret holds them. */
export const base64 = (text: string): string => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
