import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where things that can be made again are kept, outside the checkout. */
export const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kaspr-hooks')
