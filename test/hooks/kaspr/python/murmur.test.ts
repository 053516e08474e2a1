import t from 'tap'
import { murmurDecimal } from '../../../../hooks/kaspr/python/murmur.ts'

t.test('texts hash to the decimals that upstream shows', async (t) => {
  t.equal(murmurDecimal(''), '0')
  t.equal(murmurDecimal('a'), '306663426871196026783582893802692114569')
  t.equal(murmurDecimal('hello'), '121118445609844952839898260755277781762')
  t.equal(murmurDecimal('{"a": 1}'), '186396827364675107344391169403694637691')
})

/** Prefixes of one text, made with another implementation: every length of the last, partial block, and several blocks. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const byLength: readonly (readonly [number, string])[] = [
  [7, '37522827500244373726605980381831160985'],
  [8, '96416031716217882810469637852465433602'],
  [9, '161777649915970658895620939055686777188'],
  [10, '215737457209386721333396655040166333593'],
  [11, '249210491787337255979266366020794227970'],
  [12, '42027428325640026341083037958344991124'],
  [13, '61671424732684370736037982625306049139'],
  [14, '316404943934877319531074809407954187744'],
  [15, '141337163640391032968150603333645381627'],
  [16, '89327435153484200149568071963849307939'],
  [17, '314831220824971023665011009724713117271'],
  [31, '253694699167941506167458854923855616168'],
  [32, '316081215984067440564983321695019469539'],
  [33, '47504887127868172543230087484622332040'],
  [36, '76548596906214828578960880855536328250'],
]

t.test('texts of every length modulo a block hash right', async (t) => {
  for (const [length, decimal] of byLength) t.equal(murmurDecimal(alphabet.slice(0, length)), decimal, String(length))
})

t.test('the bytes are those of UTF-8', async (t) => {
  t.equal(murmurDecimal('é'), '168011194197795889685594048020855677928')
  t.equal(murmurDecimal('日本'), '232508777432037115344966979509142034310')
  t.equal(murmurDecimal('😀 and more than sixteen bytes'), '152668651340827331527255922317525091089')
  t.equal(murmurDecimal('\0'), '108177238965372658051732455265379769525')
  t.equal(murmurDecimal('x'.repeat(1000)), '159930071354348167637423643662207509131')
})
