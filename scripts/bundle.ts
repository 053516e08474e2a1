import { resolve } from 'node:path'
import { bundle } from './bundle/bundle.ts'

// Makes what the image and the package ship: `npm run bundle [FOLDER]`, into dist/ when no folder is named.

await bundle(resolve(process.argv[2] ?? 'dist'))
