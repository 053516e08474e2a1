import { join, sep } from 'node:path'
import type { Plugin } from 'esbuild'

const client = '@kubernetes/client-node'

/**
 * Of the Kubernetes client the program reads kubeconfigs and nothing else; its generated calls are nine tenths of the
 * bundle otherwise. Its files only declare things, which its package does not say.
 */
export const clientPlugin = (root: string): Plugin => ({
  name: 'client',
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`^${client}$`) }, () => build.resolve('./config.js', { kind: 'import-statement', resolveDir: join(root, 'node_modules', client, 'dist') }))
    build.onResolve({ filter: /^\.{1,2}\// }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === asked || !importer.includes(`node_modules${sep}${client.replace('/', sep)}${sep}`)) return undefined
      const { path: file, errors } = await build.resolve(path, { importer, kind, resolveDir, pluginData: asked })
      return { path: file, errors, sideEffects: false }
    })
  },
})

const asked = { asked: true }
