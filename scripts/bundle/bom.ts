import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/**
 * Bill of materials in the form of CycloneDX 1.6: the packages whose files went into the bundle or lie beside it, by their
 * folders. It has no time and no serial number, so that the same sources give the same bytes.
 */
export const billOfMaterials = async (root: string, folders: readonly string[]): Promise<string> => {
  const [component] = await componentsOf([root])
  const components = await componentsOf(folders)
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components }, undefined, 2)}\n`
}

const componentsOf = async (folders: readonly string[]): Promise<readonly JsonObject[]> => {
  const all = await Promise.all([...new Set(folders)].map(componentIn))
  return [...new Map(all.map((component) => [component.purl, component])).values()].toSorted((a, b) => a.purl < b.purl ? -1 : 1)
}

const componentIn = async (folder: string) => {
  const { name = '', version = '', license = '' } = trusted<Record<string, string>>(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { 'type': 'library', 'bom-ref': purl, name, version, purl, 'licenses': [{ expression: license }] } as const
}
