import t from 'tap'
import { isAddressRange } from '../../../../hooks/environment/environment/address-range.ts'

t.test('ranges of both families', async (t) => {
  for (const range of ['10.96.0.0/12', '10.0.0.0/8', '1.2.3.4/32', '128.0.0.0/1', 'fd00:10:96::/112', 'FD00::/8', '::1/128', '2001:db8:0:0:0:0:0:1/128', '1:2:3:4:5:6:7::/112']) t.ok(isAddressRange(range), range)
})

t.test('what the API server would refuse is none', async (t) => {
  const wrong = [
    '', '10.0.0.0', '/8', '10.0.0.0/', '10.0.0.0/33', '10.0.0/8', '10.0.0.0.0/8', '256.0.0.0/8', '010.0.0.0/8', '10.0.0.1/8', '0.0.0.0/0', '::/0', '10.0.0.0/08', '10.0.0.0/8/8', '10.0.0.-1/8',
    'fd00::/129', 'fd00::1/64', 'fd00:::/8', '1::2::3/128', '12345::/16', 'g::/8', '1:2:3:4:5:6:7/112', '1:2:3:4:5:6:7:8::/128', ':1:2:3:4:5:6:7/128', 'all', '10.96.0.0 /12',
  ]
  for (const range of wrong) t.notOk(isAddressRange(range), range)
})
