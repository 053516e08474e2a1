import t from 'tap'
import { portList } from '../../../../hooks/environment/environment/compose/ports.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'

/** Ports as `80 8080/UDP`, or what is wrong with the first one. */
const shown = (form: JsonValue): string => {
  const { value, problems } = portList([form], 'ports')
  return problems[0]?.message ?? value.map(({ containerPort, protocol }) => protocol === 'TCP' ? containerPort : `${containerPort}/${protocol}`).join(' ')
}

const forms: readonly (readonly [JsonValue, string])[] = [
  ['80', '80'],
  [80, '80'],
  ['8080:80', '80'],
  ['127.0.0.1:8080:80', '80'],
  ['127.0.0.1::80', '80'],
  ['[::1]:8080:80', '80'],
  ['80/udp', '80/UDP'],
  ['53:53/UDP', '53/UDP'],
  ['127.0.0.1:53:5353/udp', '5353/UDP'],
  ['9000/sctp', '9000/SCTP'],
  ['3000-3002', '3000 3001 3002'],
  ['9090-9091:8080-8081', '8080 8081'],
  ['127.0.0.1:5000-5001:6000-6001/udp', '6000/UDP 6001/UDP'],
  ['8000-9000:80', `"8000-9000:80" is no port such as 8080:80 or 53/udp`],
  ['8000-8010:80', '80'],
  [{ target: 80 }, '80'],
  [{ target: '80', published: '8080', protocol: 'udp', host_ip: '127.0.0.1', name: 'dns', app_protocol: 'dns' }, '80/UDP'],
]

t.test('Part C 21: every form of a port leads to the port of the container', async (t) => {
  for (const [form, expected] of forms) t.equal(shown(form), expected, JSON.stringify(form))
})

t.test('what is no port is a problem', async (t) => {
  const refused: readonly JsonValue[] = ['', 'http', '0', '65536', '80:', '127.0.0.1:80', '80/icmp', '90-80', '1:2:3:4', '-1', 1.5, true, null, [], {}, { target: 0 }, { target: '80-81' }, { target: 80, protocol: 'icmp' }]
  for (const form of refused) t.match(shown(form), 'is no port such as', JSON.stringify(form))
  t.match(shown('1-3:5-6'), 'ranges of different lengths')
  t.match(shown('1-101'), 'is no port')
  t.match(portList('80', 'ports').problems[0]?.message, 'must be a list')
})

t.test('what has no meaning in a cluster is reported by its path', async (t) => {
  t.strictSame(portList(['80', { target: 81, mode: 'host', colour: 'red', 'x-own': 1 }], 'services.web.ports').unsupported, ['services.web.ports[1].mode', 'services.web.ports[1].colour'])
})
