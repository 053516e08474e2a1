import { readFile } from 'node:fs/promises'
import { dirname, extname, relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'

// Sources find files by their own place: `new URL('../../web/', import.meta.url)`. In a bundle every source stands in one
// file, so it is told the place at which it stood, below the bundle's folder. Whoever lays files beside the bundle as they
// lie in the repository is found, and no source knows that it was bundled.

/** Names in the bundle's first lines: a place as an address, and as a path. */
const [address, path] = ['__placeAddress', '__placePath']

/** First lines of a bundle that lies so many folders below the root of the places. */
export const placeBanner = (depth: number): string => [
  "import { createRequire as __placeRequire } from 'node:module'",
  "import { fileURLToPath as __placeFile } from 'node:url'",
  'const require = __placeRequire(import.meta.url)',
  `const ${address} = (place) => new URL('${'../'.repeat(depth)}' + place, import.meta.url).href`,
  `const ${path} = (place) => __placeFile(${address}(place))`,
].join('\n')

/** Place of a file below the root: as it lies in the repository, packages in `node_modules/`. */
export const placeOf = (root: string, file: string): string => {
  const inPackages = file.lastIndexOf(`${sep}node_modules${sep}`)
  return (inPackages === -1 ? relative(root, file) : file.slice(inPackages + 1)).split(sep).join('/')
}

const worker = /(new Worker\(new URL\('[^']+)\.ts'/g
const package_ = /createRequire\(import\.meta\.url\)\(('[^']+')\)/g

/** A source with its places written down. Threads are bundles of their own, and a package that is loaded late is bundled. */
export const placed = (text: string, place: string): string => text
  .replaceAll(worker, "$1.js'")
  .replaceAll(package_, 'require($1)')
  .replaceAll('import.meta.url', `${address}(${JSON.stringify(place)})`)
  .replaceAll(/\b__filename\b/g, `${path}(${JSON.stringify(place)})`)
  .replaceAll(/\b__dirname\b/g, `${path}(${JSON.stringify(dirname(place))})`)

/** Lets every file of a bundle believe that it stands where it stood. */
export const placePlugin = (root: string): Plugin => ({
  name: 'place',
  setup: (build) => {
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8')
      if (!/import\.meta\.url|__dirname|__filename/.test(text)) return undefined
      return { contents: placed(text, placeOf(root, file)), loader: extname(file).endsWith('ts') ? 'ts' : 'js' }
    })
  },
})
