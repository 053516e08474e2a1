import { agent } from '../kaspragent/definition.ts'
import { join } from '../kasprjoin/definition.ts'
import { table } from '../kasprtable/definition.ts'
import { task } from '../kasprtask/definition.ts'
import { webView } from '../kasprwebview/definition.ts'
import { readerOf } from './definition-file.ts'

// One reader a kind, shared by the component's own controller and the app's, so that both say the same.
export const readAgent = readerOf(agent)
export const readWebView = readerOf(webView)
export const readTable = readerOf(table)
export const readTask = readerOf(task)
export const readJoin = readerOf(join)
