import { sha256Hex } from '../../../src/kit/hash.ts'
import { labelValueProblem } from '../../../src/kit/names.ts'

/** Value of the label `oaat-name`: the item, or a cleaned beginning of it and its hash where no label may hold it (C21). */
export const itemLabelValue = (item: string): string => {
  if (item !== '' && labelValueProblem(item) === undefined) return item
  const cleaned = item.replaceAll(/[^A-Za-z0-9_.-]/g, '-').slice(0, 54).replace(/^[^A-Za-z0-9]+/, '').replace(/[^A-Za-z0-9]+$/, '')
  const hash = sha256Hex(item).slice(0, 8)
  return cleaned === '' ? hash : `${cleaned}-${hash}`
}
