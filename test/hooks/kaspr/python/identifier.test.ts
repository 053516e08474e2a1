import t from 'tap'
import { isPythonIdentifier } from '../../../../hooks/kaspr/python/identifier.ts'

t.test('ASCII identifiers are taken', async (t) => {
  for (const text of [
    'a', '_', '__proto__', 'orders', 'orders_by_id2', 'A1', 'match', 'print', 'none', 'true', 'If',
  ]) t.ok(isPythonIdentifier(text), text)
})

t.test('other texts are refused', async (t) => {
  for (const text of [
    '', '1a', 'a-b', 'a b', 'a.b', 'é', 'a\n', ' a', '$a', 'a😀',
  ]) t.notOk(isPythonIdentifier(text), JSON.stringify(text))
})

t.test('keywords are refused', async (t) => {
  const keywords = `False None True and as assert async await break class continue def del elif else except finally for from global if
    import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/)
  t.equal(keywords.length, 35)
  for (const keyword of keywords) t.notOk(isPythonIdentifier(keyword), keyword)
})
